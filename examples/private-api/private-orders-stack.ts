import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HostedZone, PrivateHostedZone } from 'aws-cdk-lib/aws-route53';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { PrivateDomain, RestEndpoint, RestGateway, RouteAuthorizer } from 'cdk-gatehouse';

/** An API that only the VPC reaches, under a name of its own: https://orders.internal.example.com/ and /beta. */
export class PrivateOrdersStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'internal', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    const handler = new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'orders')),
    });

    const gateway = new RestGateway(this, 'OrdersApi', {
      description: 'Orders, for the VPC',
      endpoint: RestEndpoint.vpcOnly({ vpc }),
      disableExecuteApiEndpoint: true, // the domain is the only way in
    });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET, HttpMethod.PUT], handler }); // asks IAM
    gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none() });
    const beta = gateway.addStage('beta');

    // the certificate is a public one, the name is known in the VPC only
    const domainName = 'orders.internal.example.com';
    const publicZone = HostedZone.fromHostedZoneAttributes(this, 'PublicZone', { zoneName: 'example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' });
    const domain = new PrivateDomain(this, 'Domain', {
      domainName,
      certificate: new Certificate(this, 'Certificate', { domainName, validation: CertificateValidation.fromDns(publicZone) }),
      vpcEndpoints: gateway.vpcEndpoints,
      hostedZone: new PrivateHostedZone(this, 'Zone', { vpc, zoneName: 'internal.example.com' }),
    });
    domain.addMapping(gateway.stage);
    domain.addMapping(beta.stage, { basePath: 'beta' });
  }
}
