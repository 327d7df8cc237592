import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack, StackProps } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ApiDistribution, HttpGateway, OriginSecret, OriginVerifier, RestGateway, RouteAuthorizer, WebAcl } from 'cdk-gatehouse';

/** A REST API and a HTTP API, each behind a distribution with a web ACL, and neither to be called around it. */
export class CatalogStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    const handler = new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'catalog')),
    });
    const originSecret = new OriginSecret(this, 'OriginSecret');

    // REST: the web ACL of the stage asks for the secret; pictures above 8 KB are sent to it, so that one rule counts only
    const catalog = new RestGateway(this, 'CatalogApi', {
      authorizer: RouteAuthorizer.none(),
      webAcl: WebAcl.standard({ originSecret, count: ['SizeRestrictions_BODY'] }),
    });
    catalog.addRoutes({ path: '/catalog/{id}', methods: [HttpMethod.GET], handler, cache: { ttl: Duration.minutes(10), keys: ['query.language'] } });
    catalog.addRoutes({ path: '/catalog/{id}/stock', methods: [HttpMethod.GET], handler });
    catalog.addRoutes({ path: '/pictures/{id}', methods: [HttpMethod.PUT], handler });
    const distribution = new ApiDistribution(this, 'CatalogDistribution', {
      stage: catalog.stage,
      originSecret,
      webAcl: WebAcl.standard({ count: ['SizeRestrictions_BODY'] }),
    });
    distribution.cacheRoutes();

    // HTTP: a function asks for it, since a stage of a HTTP API has no web ACL
    const verifier = new OriginVerifier(this, 'Verifier', { originSecret });
    const search = new HttpGateway(this, 'SearchApi', { authorizer: verifier.authorizer });
    search.addRoutes({ path: '/search', methods: [HttpMethod.GET], handler });
    new ApiDistribution(this, 'SearchDistribution', { stage: search.stage, originSecret });
  }
}
