import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { RestGateway } from '../../lib';
import { testGateway, testStack } from '../helpers';

describe('what plain JavaScript may pass', () => {
  test.each<[object, string]>([
    [{ endpoint: 'REGIONAL' }, "'endpoint' must be RestEndpoint.regional(), RestEndpoint.edge() or RestEndpoint.vpcOnly({ vpc }), got \"REGIONAL\""],
    [{ alarms: false }, "'alarms' must be AlarmSet.standard() or AlarmSet.none(), got false"],
    [{ accessLogs: false }, "'accessLogs' must be AccessLogs.cloudWatch(), AccessLogs.firehose(stream) or AccessLogs.none(), got false"],
    [{ accountLogging: 'ensure' }, "'accountLogging' must be AccountLogging.ensure(), managed() or existing(), got \"ensure\""],
    [{ executionLogs: false }, "'executionLogs' must be options, such as { level: MethodLoggingLevel.OFF }, got false"],
    [{ throttle: 100 }, "'throttle' must be limits, such as { rateLimit: 100, burstLimit: 200 }, got 100"],
    [{ cors: true }, "'cors' must be options, such as { allowOrigins: [\"https://shop.example.com\"] }, got true"],
    [{ cors: { allowOrigins: 'https://a.example' } }, "'cors' must be options"],
    [{ minCompressionSize: 1024 }, "'minCompressionSize' must be a Size, such as Size.kibibytes(1), got 1024"],
    [{ alertEmails: 'a@example.com' }, "'alertEmails' must be a list, such as [\"oncall@example.com\"], got \"a@example.com\""],
    [{ restApiProps: [] }, "'restApiProps' must be properties of the RestApi of aws-cdk-lib, got []"],
    [{ alarms: null }, 'got null'],
  ])('fails on the props %j', (props, message) => {
    expect(() => new RestGateway(testStack(), 'Api', props as never)).toThrow(message);
  });

  test.each<[unknown, string]>([
    [undefined, "'path' must be text, got undefined: write \"/orders\", for example"],
    [{ path: 1 }, "'path' must be text, got 1"],
    [{ path: '/x', methods: 'GET' }, "'methods' must be a list, such as [HttpMethod.GET], got \"GET\""],
    [{ path: '/x', handler: 'arn:aws:lambda' }, "'handler' must be a function or an alias of one, got \"arn:aws:lambda\""],
    [{ path: '/x', handler: new MockIntegration() }, "'handler' must be a function or an alias of one, got an instance of aws-cdk-lib.aws_apigateway.MockIntegration"],
    [{ path: '/x', integration: {} }, "'integration' must be an integration of aws-cdk-lib/aws-apigateway, got {}"],
  ])('fails on the route %#', (options, message) => {
    expect(() => testGateway().gateway.addRoutes(options as never)).toThrow(message);
  });
});
