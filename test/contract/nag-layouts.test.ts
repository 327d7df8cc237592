import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { App, Stack, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RestGateway, RestLayout, RouteAuthorizer } from '../../lib';
import { testFunction } from '../helpers';

interface Options {
  readonly validator?: boolean;
  readonly acknowledged?: boolean;
}

/** What cdk-nag says of the routes of an API, before and after synthesis. */
function findings(layout: RestLayout, { validator = false, acknowledged = false }: Options = {}): string[][] {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const handler = testFunction(stack);
  const gateway = new RestGateway(stack, 'Api', { layout });
  const authorizer = new apigateway.CognitoUserPoolsAuthorizer(stack, 'SignIn', { cognitoUserPools: [new UserPool(stack, 'Users')] });
  gateway.addRoutes({ path: '/signed-in', methods: [HttpMethod.GET], handler, authorizer });
  gateway.addRoutes({ path: '/iam', methods: [HttpMethod.GET], handler });
  const [open] = gateway.addRoutes({ path: '/open', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none() });
  if (validator) gateway.api.addRequestValidator('Validator', { validateRequestBody: true, validateRequestParameters: true });
  if (acknowledged) {
    for (const rule of ['APIG4', 'COG4']) Validations.of(open).acknowledge({ id: `AwsSolutions-${rule}`, reason: 'open on purpose' });
  }
  const look = () => new AwsSolutionsChecks(app).validateScope(app).violations
    .filter(({ ruleName }) => ['AwsSolutions-APIG2', 'AwsSolutions-APIG4', 'AwsSolutions-COG4'].includes(ruleName))
    .flatMap(({ ruleName, violatingResources }) => violatingResources!.map(({ constructPath }) => `${ruleName} on ${constructPath}`))
    .sort();
  const before = look();
  app.synth();
  return [before, look()];
}

const OPEN = 'Shop/Api/Default/Default/open/GET/Resource';

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('in the layout %s, cdk-nag', (layout) => {
  test('sees each route, before and after synthesis', () => {
    const expected = [
      'AwsSolutions-APIG2 on Shop/Api/Default/Resource',
      `AwsSolutions-APIG4 on ${OPEN}`,
      'AwsSolutions-COG4 on Shop/Api/Default/Default/iam/GET/Resource',
      `AwsSolutions-COG4 on ${OPEN}`,
    ];
    expect(findings(layout)).toEqual([expected, expected]);
  });

  test('is satisfied by a validator, and by what is acknowledged on a route', () => {
    const expected = ['AwsSolutions-COG4 on Shop/Api/Default/Default/iam/GET/Resource'];
    expect(findings(layout, { validator: true, acknowledged: true })).toEqual([expected, expected]);
  });
});
