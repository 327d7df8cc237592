import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AlbListenerTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { HttpGateway, HttpIntegrations, Integrations, RestGateway, VpcLinkV2 } from 'cdk-gatehouse';

/** One load balancer in a VPC behind three APIs: two share a VPC link of the second version, one has one of the first. */
export class VpcBackendStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'internal', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });

    // nobody but the links gets in: 'open: false'
    const backend = new elbv2.ApplicationLoadBalancer(this, 'Backend', { vpc });
    const defaultAction = elbv2.ListenerAction.fixedResponse(200, { contentType: 'application/json', messageBody: '{"orders":[]}' }); // your service
    const http = backend.addListener('Http', { port: 80, open: false, defaultAction });
    const serverName = 'backend.internal.example.com';
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { zoneName: 'example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' });
    const certificate = new Certificate(this, 'Certificate', { domainName: serverName, validation: CertificateValidation.fromDns(zone) });
    const https = backend.addListener('Https', { port: 443, open: false, certificates: [certificate], defaultAction });

    const vpcLink = new VpcLinkV2(this, 'VpcLink', { vpc });

    // a REST API, with TLS to the load balancer
    const orders = new RestGateway(this, 'OrdersApi');
    orders.addRoutes({
      path: '/orders/{proxy+}',
      integration: Integrations.applicationLoadBalancer(https, { vpcLink, secureServerName: serverName, options: { timeout: Duration.seconds(10) } }),
    });
    orders.addRoutes({
      path: '/items/{id}',
      methods: [HttpMethod.GET],
      integration: Integrations.applicationLoadBalancer(http, { vpcLink, path: '/v2/items/{id}' }),
    });

    // a HTTP API, by the same link
    const mobile = new HttpGateway(this, 'MobileApi');
    mobile.addRoutes({ path: '/{proxy+}', integration: HttpIntegrations.applicationLoadBalancer(https, { vpcLink, secureServerName: serverName }) });

    // an API with a link of the first version, which takes a network load balancer between
    const nlb = new elbv2.NetworkLoadBalancer(this, 'Nlb', { vpc });
    const tcp = nlb.addListener('Tcp', { port: 80 });
    tcp.addTargets('Backend', { port: 80, targets: [new AlbListenerTarget(http)] });
    backend.connections.allowFrom(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(80), 'The network load balancer, and its health checks');
    const legacy = new RestGateway(this, 'LegacyApi');
    legacy.addRoutes({
      path: '/legacy/{proxy+}',
      integration: Integrations.networkLoadBalancerV1(tcp, { vpcLink: new apigateway.VpcLink(this, 'LegacyLink', { targets: [nlb] }) }),
    });
  }
}
