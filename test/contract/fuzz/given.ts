import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, Expiration, RemovalPolicy, Size, Stack, TimeZone } from 'aws-cdk-lib/core';
import { Value } from './assembly';
import { testFunction } from '../../helpers';

/** Makes a thing of the CDK; a stack, and an id that is free in it. */
type Maker = (stack: Stack, id: string) => unknown;

const ARN = 'arn:aws:iam::111122223333:role/Given';

const handlers: Maker[] = [
  testFunction,
  (stack, id) => testFunction(stack, id).addAlias('live'),
  (stack, id) => lambda.Function.fromFunctionArn(stack, id, 'arn:aws:lambda:eu-west-1:111122223333:function:given'),
];
const topics: Maker[] = [(stack, id) => new sns.Topic(stack, id), (stack, id) => sns.Topic.fromTopicArn(stack, id, 'arn:aws:sns:eu-west-1:111122223333:given')];
const keys: Maker[] = [(stack, id) => new kms.Key(stack, id)];
const roles: Maker[] = [
  (stack, id) => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') }),
  (stack, id) => iam.Role.fromRoleArn(stack, id, ARN),
];
const certificates: Maker[] = [(stack, id) => new apigateway.CfnClientCertificate(stack, id)];
const alarms: Maker[] = [(stack, id) => new cloudwatch.Alarm(stack, id, { metric: new cloudwatch.Metric({ namespace: 'Given', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 })];
const userPools: Maker[] = [(stack, id) => new cognito.UserPool(stack, id), (stack, id) => cognito.UserPool.fromUserPoolId(stack, id, 'eu-west-1_Given')];
const usagePlans: Maker[] = [(stack, id) => new apigateway.UsagePlan(stack, id)];
const apiKeys: Maker[] = [(stack, id) => new apigateway.ApiKey(stack, id), (stack, id) => apigateway.ApiKey.fromApiKeyId(stack, id, 'given')];
const stateMachine = (type: stepfunctions.StateMachineType): Maker => (stack, id) =>
  new stepfunctions.StateMachine(stack, id, { stateMachineType: type, definitionBody: stepfunctions.DefinitionBody.fromString('{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}') });
const serverCertificates: Maker[] = ['eu-west-1', 'us-east-1'].map((region) => (stack, id) =>
  acm.Certificate.fromCertificateArn(stack, id, `arn:aws:acm:${region}:111122223333:certificate/0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d`));
const vpc: Maker = (stack) => stack.node.tryFindChild('GivenVpc') ?? new ec2.Vpc(stack, 'GivenVpc', { maxAzs: 2, natGateways: 0 });
const albListener: Maker = (stack, id) => new elbv2.ApplicationLoadBalancer(stack, id, { vpc: vpc(stack, id) as ec2.IVpc })
  .addListener('Http', { port: 80, open: false, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
const nlb = (stack: Stack, id: string) => new elbv2.NetworkLoadBalancer(stack, id, { vpc: vpc(stack, id) as ec2.IVpc });
const nlbListener: Maker = (stack, id) => {
  const balancer = nlb(stack, id);
  return balancer.addListener('Tcp', { port: 80, defaultTargetGroups: [new elbv2.NetworkTargetGroup(stack, `${id}Targets`, { vpc: vpc(stack, id) as ec2.IVpc, port: 80 })] });
};
const durations: Maker[] = [1, 5, 60, 300, 900, 3600, 86_400].map((seconds) => () => Duration.seconds(seconds));

/** What the CDK makes of a type that the library takes. Enums are not among them: all their values are taken. */
export const GIVEN: Record<string, Maker[]> = {
  'Duration': durations,
  'Expiration': [() => Expiration.atDate(new Date('2030-01-01'))],
  'RemovalPolicy': Object.values(RemovalPolicy).map((policy) => () => policy),
  'Size': [() => Size.bytes(0), () => Size.kibibytes(1), () => Size.mebibytes(10)],
  'TimeZone': [() => TimeZone.EUROPE_BERLIN, () => TimeZone.ETC_UTC],
  'aws_apigateway.AccessLogFormat': [() => apigateway.AccessLogFormat.jsonWithStandardFields(), () => apigateway.AccessLogFormat.clf()],
  'aws_apigateway.IApiKey': apiKeys,
  'aws_apigateway.IAuthorizer': [
    (stack, id) => new apigateway.TokenAuthorizer(stack, id, { handler: testFunction(stack, `${id}Handler`) }),
    (stack, id) => new apigateway.CognitoUserPoolsAuthorizer(stack, id, { cognitoUserPools: [new cognito.UserPool(stack, `${id}Users`)] }),
  ],
  'aws_apigateway.IModel': [() => apigateway.Model.EMPTY_MODEL, () => apigateway.Model.ERROR_MODEL],
  'aws_apigateway.IRequestValidator': [(stack, id) => apigateway.RequestValidator.fromRequestValidatorId(stack, id, 'given')],
  'aws_apigateway.Integration': [() => new apigateway.MockIntegration(), () => new apigateway.HttpIntegration('https://example.com'), (stack, id) => new apigateway.LambdaIntegration(testFunction(stack, id))],
  'interfaces.aws_apigateway.IVpcLinkRef': [(stack, id) => new apigateway.VpcLink(stack, id, { targets: [nlb(stack, `${id}Nlb`)] })],
  'aws_apigateway.ResponseType': [() => apigateway.ResponseType.DEFAULT_4XX, () => apigateway.ResponseType.THROTTLED, () => apigateway.ResponseType.of('ACCESS_DENIED')],
  'aws_apigatewayv2.AuthorizerPayloadVersion': Object.values(apigatewayv2.AuthorizerPayloadVersion).map((version) => () => version),
  'aws_apigatewayv2.HttpRouteIntegration': [
    (stack, id) => new integrations.HttpLambdaIntegration(id, testFunction(stack, id)),
    (_stack, id) => new integrations.HttpUrlIntegration(id, 'https://example.com'),
  ],
  'aws_apigatewayv2.IHttpRouteAuthorizer': [() => new authorizers.HttpIamAuthorizer(), (_stack, id) => new authorizers.HttpJwtAuthorizer(id, 'https://example.com', { jwtAudience: ['shop'] })],
  'aws_apigatewayv2.IWebSocketRouteAuthorizer': [() => new authorizers.WebSocketIamAuthorizer(), (stack, id) => new authorizers.WebSocketLambdaAuthorizer(id, testFunction(stack, id))],
  'aws_apigatewayv2.IWebSocketStage': [(stack, id) => new apigatewayv2.WebSocketStage(stack, id, { webSocketApi: new apigatewayv2.WebSocketApi(stack, `${id}Api`), stageName: 'given' })],
  'aws_apigatewayv2.ParameterMapping': [() => new apigatewayv2.ParameterMapping().appendHeader('x-a', apigatewayv2.MappingValue.requestHeader('x-b'))],
  'interfaces.aws_apigatewayv2.IVpcLinkRef': [(stack, id) => new apigatewayv2.VpcLink(stack, id, { vpc: vpc(stack, id) as ec2.IVpc, subnets: {} })],
  'aws_apigatewayv2.PayloadFormatVersion': [() => apigatewayv2.PayloadFormatVersion.VERSION_1_0, () => apigatewayv2.PayloadFormatVersion.VERSION_2_0],
  'aws_apigatewayv2.WebSocketApiKeySelectionExpression': [() => apigatewayv2.WebSocketApiKeySelectionExpression.HEADER_X_API_KEY, () => apigatewayv2.WebSocketApiKeySelectionExpression.AUTHORIZER_USAGE_IDENTIFIER_KEY],
  'aws_apigatewayv2.WebSocketRouteIntegration': [
    (stack, id) => new integrations.WebSocketLambdaIntegration(id, testFunction(stack, id)),
    (_stack, id) => new integrations.WebSocketMockIntegration(id),
  ],
  'aws_cloudwatch.IAlarm': alarms,
  'aws_cloudwatch.IWidget': [() => new cloudwatch.TextWidget({ markdown: 'given' })],
  'aws_codedeploy.ILambdaApplication': [(stack, id) => new codedeploy.LambdaApplication(stack, id)],
  'aws_codedeploy.ILambdaDeploymentConfig': [() => codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE],
  'aws_dynamodb.ITable': [(stack, id) => new dynamodb.Table(stack, id, { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } })],
  'aws_ec2.ISubnet': [0, 1].map((index) => (stack) => (vpc(stack, '') as ec2.IVpc).isolatedSubnets[index]),
  'aws_ec2.SubnetFilter': [() => ec2.SubnetFilter.onePerAz(), () => ec2.SubnetFilter.availabilityZones(['eu-west-1z'])],
  'aws_ec2.ISecurityGroup': [(stack, id) => ec2.SecurityGroup.fromSecurityGroupId(stack, id, 'sg-0a1b2c3d')],
  'aws_ec2.IVpc': [vpc],
  'aws_ec2.IPeer': [() => ec2.Peer.ipv4('10.0.0.0/24'), () => ec2.Peer.anyIpv4()],
  'aws_ec2.IVpcEndpoint': [(stack, id) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, id, { vpcEndpointId: 'vpce-0a1b2c3d4e5f67890', port: 443 })],
  'aws_elasticloadbalancingv2.IApplicationListener': [albListener],
  'aws_elasticloadbalancingv2.INetworkListener': [nlbListener],
  'aws_events.IEventBus': [(stack, id) => new events.EventBus(stack, id)],
  'aws_events.Rule': [(stack, id) => new events.Rule(stack, id, { eventPattern: { source: ['given'] } })],
  'aws_iam.IGrantable': [...roles, (stack, id) => new iam.User(stack, id), testFunction],
  'aws_iam.IManagedPolicy': [() => iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
  'aws_iam.IRole': roles,
  'aws_iam.PolicyStatement': [() => new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['execute-api:/*'], principals: [new iam.AccountPrincipal('111122223333')] })],
  'aws_kinesis.IStream': [(stack, id) => new kinesis.Stream(stack, id)],
  'aws_kms.IKey': keys,
  'aws_lambda.IAlias': [(stack, id) => testFunction(stack, id).addAlias('live')],
  'aws_lambda.IFunction': handlers,
  'aws_logs.DataProtectionPolicy': [() => new logs.DataProtectionPolicy({ identifiers: [logs.DataIdentifier.EMAILADDRESS] })],
  'aws_logs.ILogGroup': [(stack, id) => new logs.LogGroup(stack, id), (stack, id) => logs.LogGroup.fromLogGroupName(stack, id, '/given')],
  'aws_route53.IHealthCheck': [(stack, id) => new route53.HealthCheck(stack, id, { type: route53.HealthCheckType.HTTPS, fqdn: 'health.example.com' })],
  'aws_route53.IHostedZone': [(stack, id) => route53.HostedZone.fromHostedZoneAttributes(stack, id, { hostedZoneId: 'Z0123456789', zoneName: 'example.com' })],
  'aws_s3.IBucket': [(stack, id) => new s3.Bucket(stack, id, { versioned: true }), (stack, id) => new s3.Bucket(stack, id)],
  'aws_secretsmanager.ISecret': [(stack, id) => new secretsmanager.Secret(stack, id)],
  'aws_sns.ITopic': topics,
  'aws_sqs.IQueue': [(stack, id) => new sqs.Queue(stack, id), (stack, id) => new sqs.Queue(stack, id, { fifo: true })],
  'aws_stepfunctions.IStateMachine': [stateMachine(stepfunctions.StateMachineType.STANDARD), stateMachine(stepfunctions.StateMachineType.EXPRESS)],
  'interfaces.aws_apigateway.IApiKeyRef': apiKeys,
  'interfaces.aws_apigateway.IClientCertificateRef': certificates,
  'interfaces.aws_apigateway.IUsagePlanRef': usagePlans,
  'interfaces.aws_apigateway.IRestApiRef': [(stack, id) => { const api = new apigateway.RestApi(stack, id, { deploy: false }); api.root.addMethod('GET'); return api; }],
  'interfaces.aws_apigatewayv2.IApiRef': [(stack, id) => new apigatewayv2.HttpApi(stack, id)],
  'interfaces.aws_certificatemanager.ICertificateRef': serverCertificates,
  'interfaces.aws_cloudwatch.IAlarmRef': alarms,
  'interfaces.aws_cognito.IUserPoolClientRef': [(stack, id) => new cognito.UserPool(stack, id).addClient('Client')],
  'interfaces.aws_cognito.IUserPoolRef': userPools,
  'interfaces.aws_iam.IRoleRef': roles,
  'interfaces.aws_iam.IUserRef': [(stack, id) => new iam.User(stack, id)],
  'interfaces.aws_kinesisfirehose.IDeliveryStreamRef': [(stack, id) => new CfnDeliveryStream(stack, id, { deliveryStreamName: 'amazon-apigateway-given' })],
};

const ofCdk = (fqn: string) => ({ fqn: `aws-cdk-lib.${fqn}` });
const optional = (name: string, type: Value['type']): Value => ({ name, type, optional: true });
const number = { primitive: 'number' };
const text = { primitive: 'string' };
const flag = { primitive: 'boolean' };

/** Structs of the CDK that the library takes, as far as their members mean something to it. */
export const STRUCTS: Record<string, Value[]> = {
  'aws_apigateway.ThrottleSettings': [optional('rateLimit', number), optional('burstLimit', number)],
  'aws_apigateway.QuotaSettings': [optional('limit', number), optional('period', ofCdk('aws_apigateway.Period')), optional('offset', number)],
  'aws_apigateway.IntegrationOptions': [optional('timeout', ofCdk('Duration')), optional('cacheNamespace', text)],
  'aws_apigateway.MethodResponse': [{ name: 'statusCode', type: text }, optional('responseParameters', { collection: { kind: 'map', elementtype: flag } })],
  'aws_apigateway.RestApiProps': [optional('description', text), optional('retainDeployments', flag), optional('failOnWarnings', flag)],
  'aws_apigateway.HttpIntegrationProps': [optional('proxy', flag), optional('httpMethod', text)],
  'aws_apigateway.LambdaIntegrationOptions': [optional('proxy', flag), optional('timeout', ofCdk('Duration')), optional('allowTestInvoke', flag)],
  'aws_apigatewayv2.HttpApiProps': [optional('description', text), optional('disableExecuteApiEndpoint', flag)],
  'aws_apigatewayv2.HttpStageOptions': [optional('description', text), optional('detailedMetricsEnabled', flag)],
  'aws_apigatewayv2.StageOptions': [optional('description', text), optional('detailedMetricsEnabled', flag)],
  'aws_apigatewayv2.WebSocketApiProps': [optional('description', text), optional('disableSchemaValidation', flag)],
  'aws_apigatewayv2_integrations.HttpUrlIntegrationProps': [optional('method', ofCdk('aws_apigatewayv2.HttpMethod')), optional('timeout', ofCdk('Duration'))],
  'aws_apigatewayv2_integrations.HttpLambdaIntegrationProps': [optional('timeout', ofCdk('Duration')), optional('payloadFormatVersion', ofCdk('aws_apigatewayv2.PayloadFormatVersion'))],
  'aws_apigatewayv2_integrations.WebSocketLambdaIntegrationProps': [optional('timeout', ofCdk('Duration'))],
  'aws_cloudwatch.MetricOptions': [optional('period', ofCdk('Duration')), optional('label', text)],
  'aws_codedeploy.AutoRollbackConfig': [optional('failedDeployment', flag), optional('stoppedDeployment', flag)],
  'aws_ec2.SubnetSelection': [
    optional('subnetType', ofCdk('aws_ec2.SubnetType')), optional('availabilityZones', { collection: { kind: 'array', elementtype: text } }), optional('subnetGroupName', text), optional('onePerAz', flag),
    optional('subnetFilters', { collection: { kind: 'array', elementtype: ofCdk('aws_ec2.SubnetFilter') } }), optional('subnets', { collection: { kind: 'array', elementtype: ofCdk('aws_ec2.ISubnet') } }),
  ],
  'aws_logs.CfnQueryDefinition.QueryParameterProperty': [{ name: 'name', type: text }, optional('defaultValue', text), optional('description', text)],
};

/** What the CDK itself checks, and the library passes on as it is: it has no mistakes in it. */
export const PASSED_ON = new Set(['aws_apigateway.RestApiProps', 'aws_apigatewayv2.HttpApiProps', 'aws_apigatewayv2.HttpStageOptions', 'aws_apigatewayv2.StageOptions', 'aws_apigatewayv2.WebSocketApiProps']);
