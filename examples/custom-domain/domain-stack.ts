import * as path from 'node:path';
import { IpAddressType } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HealthCheck, HealthCheckType, HostedZone } from 'aws-cdk-lib/aws-route53';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DomainRecords, GatewayDomain, HttpGateway, HttpRouteAuthorizer, RestGateway, WebSocketGateway } from 'cdk-gatehouse';

/** api.example.com with two APIs and a stage, each below a path of its own, nearest to its callers; and socket.example.com for a WebSocket API. */
export class DomainStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const hostedZone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' });

    // the same stack in another Region has the same name: Route 53 answers with the nearer one that is healthy
    const health = `health-${this.region}.example.com`;
    const domain = new GatewayDomain(this, 'Api', {
      name: 'api.example.com',
      hostedZone,
      ipAddressType: IpAddressType.DUAL_STACK,
      records: DomainRecords.latency({
        healthCheck: new HealthCheck(this, 'Health', { type: HealthCheckType.HTTPS, fqdn: health, resourcePath: '/ping' }),
      }),
    });

    const orders = new RestGateway(this, 'Orders', {
      domain: { shared: domain, basePath: 'orders' },
      disableExecuteApiEndpoint: true,
      outputs: true,
    });
    orders.addRoutes({ path: '/{id}', methods: [HttpMethod.GET], handler: this.functionOf('orders') });
    orders.addStage('beta', { domain: { basePath: 'orders-beta' } });

    const search = new HttpGateway(this, 'Search', { domain: { shared: domain, basePath: 'search' }, disableExecuteApiEndpoint: true });
    const handler = this.functionOf('search');
    search.addRoutes({ path: '/', methods: [HttpMethod.GET], handler });
    search.addRoutes({ path: '/ping', methods: [HttpMethod.GET], handler, authorizer: HttpRouteAuthorizer.none() }); // for the health check
    search.addStage('health', { domain: { name: health, hostedZone } }); // which asks this Region, not the nearest

    const chat = new WebSocketGateway(this, 'Chat', { domain: { name: 'socket.example.com', hostedZone }, disableExecuteApiEndpoint: true });
    chat.addRoute('$connect');
    chat.addRoute('$default', { handler: this.functionOf('chat') });
  }

  private functionOf(name: string): lambda.Function {
    return new lambda.Function(this, `${name}Function`, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, name)),
    });
  }
}
