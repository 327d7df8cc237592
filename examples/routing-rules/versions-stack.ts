import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DomainRoutingRule, GatewayDomain, RestGateway } from 'cdk-gatehouse';

/** One name for two versions of an API and for a tenant with an API of its own, told apart by headers. docs/images/routing-rules.svg draws it. */
export class VersionsStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const hostedZone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' });
    const domain = new GatewayDomain(this, 'Domain', { name: 'api.example.com', hostedZone });

    const current = this.gatewayOf('Current');
    const next = this.gatewayOf('Next');
    const acme = this.gatewayOf('Acme');

    // the tenant comes first: whatever version Acme asks for, it has its own API
    new DomainRoutingRule(this, 'ToAcme', { domain, stage: acme.stage, priority: 100, headers: { 'x-tenant': 'acme' } });
    new DomainRoutingRule(this, 'ToNext', { domain, stage: next.stage, priority: 200, headers: { 'x-api-version': '2*' } });
    new DomainRoutingRule(this, 'ToNextByPath', { domain, stage: next.stage, priority: 300, basePath: 'v2', stripBasePath: true });
    new DomainRoutingRule(this, 'ToCurrent', { domain, stage: current.stage, priority: 1000 });
  }

  private gatewayOf(id: string): RestGateway {
    const gateway = new RestGateway(this, id, { disableExecuteApiEndpoint: true });
    const handler = new lambda.Function(this, `${id}Function`, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'shop')),
    });
    gateway.addRoutes({ path: '/products', methods: [HttpMethod.GET], handler });
    return gateway;
  }
}
