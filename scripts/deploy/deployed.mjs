/** Compares what exists in the emulator with what a template says: each resource by the calls of its service. */
import { APIGatewayClient, GetApiKeyCommand, GetAuthorizersCommand, GetDeploymentCommand, GetGatewayResponsesCommand, GetModelsCommand, GetRequestValidatorsCommand, GetResourcesCommand, GetRestApiCommand, GetStageCommand, GetUsagePlanCommand, GetUsagePlanKeysCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetAliasCommand, GetFunctionConfigurationCommand, GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { EDGE_CHECKS } from './deployed-edge.mjs';
import { ACCOUNT, REGION } from './emulator.mjs';
import { lowered, pick, same, show, sorted, WILD, within } from './within.mjs';
import { objectOf } from './xml.mjs';

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'x-amazon-apigateway-any-method'];
const IMPORT_METHODS = { 'x-amazon-apigateway-any-method': 'ANY' };

export function clientsOf(endpoint, account = ACCOUNT) {
  const config = { endpoint, region: REGION, credentials: { accessKeyId: account, secretAccessKey: 'test' } };
  const clients = {
    gateway: new APIGatewayClient(config),
    cloudFormation: new CloudFormationClient(config),
    cloudWatch: new CloudWatchClient(config),
    lambda: new LambdaClient(config),
    dynamoDb: new DynamoDBClient(config),
  };
  /** For services whose client is not among the packages of the project. */
  const call = async (service, path, method, headers = {}, body = undefined) => {
    const answer = await fetch(endpoint + path, { method, body, headers: { authorization: `AWS4-HMAC-SHA256 Credential=${account}/20250101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=x`, ...headers } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${service} answers ${answer.status}: ${text.slice(0, 200)}`);
    return text;
  };
  return {
    ...clients,
    account,
    async json(service, path, { target, body, version = '1.1' } = {}) {
      if (!target) return JSON.parse(await call(service, path, 'GET'));
      return JSON.parse(await call(service, path, 'POST', { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target }, JSON.stringify(body ?? {})));
    },
    /** For services that answer queries by XML. */
    async query(service, version, parameters) {
      return call(service, '/', 'POST', { 'content-type': 'application/x-www-form-urlencoded' }, new URLSearchParams({ Version: version, ...parameters }).toString());
    },
    /** For services that have paths and XML. */
    async xml(service, path, body) {
      return objectOf(await call(service, path, body ? 'POST' : 'GET', body ? { 'content-type': 'application/xml' } : {}, body));
    },
  };
}

/** All resources of a stack, as CloudFormation knows them. */
export async function resourcesOf(clients, stackName) {
  const resources = [];
  let NextToken;
  do {
    const page = await clients.cloudFormation.send(new ListStackResourcesCommand({ StackName: stackName, NextToken }));
    resources.push(...page.StackResourceSummaries);
    ({ NextToken } = page);
  } while (NextToken);
  return new Map(resources.map((resource) => [resource.LogicalResourceId, resource]));
}

/** Attributes that are what `Ref` gives. */
const REFERENCES = new Set(['AWS::EC2::SecurityGroup.GroupId', 'AWS::EC2::Subnet.SubnetId', 'AWS::EC2::VPC.VpcId', 'AWS::ApiGateway::DomainNameV2.DomainNameArn']);

/** Values of a template with what CloudFormation puts in for its functions. */
function resolverOf(resources, account) {
  const pseudo = { 'AWS::Region': REGION, 'AWS::AccountId': account, 'AWS::Partition': 'aws', 'AWS::URLSuffix': WILD, 'AWS::StackName': WILD, 'AWS::StackId': WILD };
  const ref = (name) => pseudo[name] ?? resources.get(name)?.PhysicalResourceId ?? WILD;
  return function resolve(value) {
    if (typeof value === 'string' && /^\{\{resolve:.*\}\}$/.test(value)) return WILD;
    if (Array.isArray(value)) return value.map(resolve).filter((entry) => entry !== undefined);
    if (value === null || typeof value !== 'object') return value;
    const [[name, argument] = []] = Object.entries(value);
    if (Object.keys(value).length === 1) {
      if (name === 'Ref') return argument === 'AWS::NoValue' ? undefined : ref(argument);
      if (name === 'Fn::Join') {
        const text = resolve(argument[1]).join(argument[0]);
        return text.startsWith('{{resolve:') ? WILD : text;
      }
      if (name === 'Fn::Sub' && typeof argument === 'string') return argument.replace(/\$\{(!?)([^}]+)\}/g, (_, literal, inner) => (literal ? `\${${inner}}` : inner.includes('.') ? WILD : ref(inner)));
      if (name === 'Fn::GetAtt') return REFERENCES.has(`${resources.get(argument[0])?.ResourceType}.${argument[1]}`) ? ref(argument[0]) : WILD;
      if (name?.startsWith('Fn::')) return WILD;
    }
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolve(entry)]).filter(([, entry]) => entry !== undefined));
  };
}

/** An API as the service describes it: by path and method, with its authorizers, models, validators and gateway responses by name. */
export async function restApi(clients, restApiId) {
  const { gateway } = clients;
  const ask = async (Command, extra = {}) => (await gateway.send(new Command({ restApiId, limit: 500, ...extra }))).items ?? [];
  const [resources, authorizers, models, validators, responses] = [
    await ask(GetResourcesCommand, { embed: ['methods'] }), await ask(GetAuthorizersCommand), await ask(GetModelsCommand), await ask(GetRequestValidatorsCommand), await ask(GetGatewayResponsesCommand),
  ];
  const nameOf = (list) => Object.fromEntries(list.map(({ id, name }) => [id, name]));
  const [authorizerNames, validatorNames] = [nameOf(authorizers), nameOf(validators)];
  const methods = Object.fromEntries(resources.flatMap(({ path, resourceMethods }) => Object.entries(resourceMethods ?? {}).map(([method, settings]) => {
    const { authorizerId, requestValidatorId, ...rest } = settings;
    return [`${method} ${path}`, { ...rest, authorizer: authorizerNames[authorizerId], requestValidator: validatorNames[requestValidatorId] }];
  })));
  const byName = (list) => Object.fromEntries(list.map(({ id, ...rest }) => [rest.name, rest]));
  return {
    api: await gateway.send(new GetRestApiCommand({ restApiId })),
    paths: resources.map(({ path }) => path).sort(),
    methods,
    authorizers: byName(authorizers),
    models: Object.fromEntries(models.map(({ name, schema, contentType }) => [name, { contentType, schema: JSON.parse(schema) }])),
    validators: byName(validators),
    gatewayResponses: Object.fromEntries(responses.filter(({ defaultResponse }) => !defaultResponse).map(({ responseType, statusCode, responseParameters, responseTemplates }) => [responseType, { statusCode, responseParameters, responseTemplates }])),
  };
}

/** The schemes of security of an operation, as the method has them. */
function securityOf(document, operation) {
  const names = (operation.security ?? []).flatMap(Object.keys);
  const schemes = names.map((name) => [name, document.components?.securitySchemes?.[name] ?? document.securityDefinitions?.[name] ?? {}]);
  const keys = schemes.filter(([, scheme]) => scheme.type === 'apiKey' && !scheme['x-amazon-apigateway-authtype']);
  const authorizer = schemes.find(([, scheme]) => scheme['x-amazon-apigateway-authorizer']);
  return {
    apiKeyRequired: keys.length > 0,
    authorizer: authorizer?.[0],
    iam: schemes.some(([, scheme]) => scheme['x-amazon-apigateway-authtype'] === 'awsSigv4'),
  };
}

/** A policy is text in the answer, and its quotes may be escaped. */
const policyOf = (text) => JSON.parse(text?.startsWith('{\\') ? text.replaceAll('\\"', '"') : text ?? 'null');

/** That there is a VPC link, of the first version or the second. */
async function vpcLink(clients, id) {
  const first = await clients.json('apigateway', `/vpclinks/${id}`).catch(() => undefined);
  const { status, vpcLinkStatus } = first ?? await clients.json('apigateway', `/v2/vpclinks/${id}`);
  return within({ status: 'AVAILABLE' }, { status: status ?? vpcLinkStatus }, `VPC link ${id}`);
}

const CHECKS = {
  ...EDGE_CHECKS,
  async 'AWS::ApiGateway::RestApi'(clients, id, { Body: document, Name, Description, MinimumCompressionSize, DisableExecuteApiEndpoint, EndpointConfiguration, Policy }) {
    const found = await restApi(clients, id);
    let count = within({
      name: Name ?? document?.info?.title,
      description: Description,
      minimumCompressionSize: MinimumCompressionSize,
      disableExecuteApiEndpoint: DisableExecuteApiEndpoint,
      endpointConfiguration: EndpointConfiguration && lowered(EndpointConfiguration, 'Types', 'VpcEndpointIds'),
    }, found.api, 'api');
    if (Policy) count += within(Policy, policyOf(found.api.policy), 'policy');
    if (!document) return count;
    const wanted = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).filter(([key]) => METHODS.includes(key)).map(([key, operation]) => [`${IMPORT_METHODS[key] ?? key.toUpperCase()} ${path}`, operation]));
    count += within(sorted(wanted.map(([key]) => key)), sorted(Object.keys(found.methods)), 'methods');
    for (const [key, operation] of wanted) {
      const integration = operation['x-amazon-apigateway-integration'];
      const { apiKeyRequired, authorizer, iam } = securityOf(document, operation);
      if (integration.connectionId) count += await vpcLink(clients, integration.connectionId); // which the emulator's import leaves out
      count += within({
        apiKeyRequired,
        authorizer,
        ...(iam ? { authorizationType: 'AWS_IAM' } : {}),
        ...(!iam && !authorizer ? { authorizationType: 'NONE' } : {}),
        requestValidator: operation['x-amazon-apigateway-request-validator'],
        methodResponses: Object.fromEntries(Object.keys(operation.responses ?? {}).map((status) => [status, { statusCode: status }])),
        methodIntegration: {
          type: integration.type.toUpperCase(),
          uri: integration.uri,
          httpMethod: integration.httpMethod,
          credentials: integration.credentials,
          passthroughBehavior: integration.passthroughBehavior?.toUpperCase(),
          requestTemplates: integration.requestTemplates,
          requestParameters: integration.requestParameters,
          integrationResponses: integration.responses && Object.fromEntries(Object.entries(integration.responses).map(([pattern, { statusCode, responseParameters, responseTemplates }]) => [
            statusCode, { ...(pattern === 'default' ? {} : { selectionPattern: pattern }), responseParameters, responseTemplates },
          ])),
        },
      }, found.methods[key], key);
    }
    const schemes = document.components?.securitySchemes ?? {};
    for (const [name, { 'x-amazon-apigateway-authorizer': authorizer }] of Object.entries(schemes)) {
      if (authorizer) count += within({ type: { request: 'REQUEST', token: 'TOKEN', cognito_user_pools: 'COGNITO_USER_POOLS' }[authorizer.type], authorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds, authorizerUri: authorizer.authorizerUri, providerARNs: authorizer.providerARNs }, found.authorizers[name], `authorizer ${name}`);
    }
    for (const name of Object.keys(document.components?.schemas ?? {})) count += within({ contentType: 'application/json' }, found.models[name], `model ${name}`);
    for (const [type, { statusCode, responseTemplates }] of Object.entries(document['x-amazon-apigateway-gateway-responses'] ?? {})) count += within({ statusCode, responseTemplates }, found.gatewayResponses[type], `gateway response ${type}`);
    return count;
  },
  async 'AWS::ApiGateway::Method'(clients, id, properties) {
    const { methods } = await restApi(clients, properties.RestApiId);
    const all = Object.entries(methods).filter(([key]) => key.startsWith(`${properties.HttpMethod} `)).map(([, method]) => method);
    const wanted = { authorizationType: properties.AuthorizationType, apiKeyRequired: properties.ApiKeyRequired ?? false, methodIntegration: { type: properties.Integration.Type, uri: properties.Integration.Uri } };
    const errors = [];
    for (const method of all) {
      try {
        return within(wanted, method);
      } catch (error) {
        errors.push(error.message);
      }
    }
    throw new Error(errors[0] ?? 'it is not there');
  },
  async 'AWS::ApiGateway::Stage'(clients, stageName, properties) {
    const stage = await clients.gateway.send(new GetStageCommand({ restApiId: properties.RestApiId, stageName }));
    let count = within({
      stageName: properties.StageName,
      deploymentId: properties.DeploymentId,
      tracingEnabled: properties.TracingEnabled,
      variables: properties.Variables,
      cacheClusterEnabled: properties.CacheClusterEnabled,
      accessLogSettings: properties.AccessLogSetting && { destinationArn: properties.AccessLogSetting.DestinationArn, format: properties.AccessLogSetting.Format },
    }, stage, 'stage');
    count += within(sorted(Object.keys(properties.Variables ?? {})), sorted(Object.keys(stage.variables ?? {})), 'variables');
    for (const setting of properties.MethodSettings ?? []) {
      // "/*" of the template is "*", and "/~1orders" is "~1orders"; the root is "/" in it and "~1" in the answer
      const key = `${setting.ResourcePath === '/' ? '~1' : setting.ResourcePath.slice(1)}/${setting.HttpMethod}`;
      const found = stage.methodSettings?.[key] ?? stage.methodSettings?.[key.replaceAll('~1', '/')];
      count += within(lowered(setting, 'MetricsEnabled', 'LoggingLevel', 'DataTraceEnabled', 'ThrottlingBurstLimit', 'ThrottlingRateLimit', 'CachingEnabled', 'CacheTtlInSeconds', 'CacheDataEncrypted'), found, `settings of ${key}`);
    }
    return count;
  },
  async 'AWS::ApiGateway::Deployment'(clients, deploymentId, { RestApiId, Description }) {
    const { id, description } = await clients.gateway.send(new GetDeploymentCommand({ restApiId: RestApiId, deploymentId }));
    return within({ id: deploymentId, description: Description }, { id, description: description?.replace(/ \{.*$/s, '') }); // after it stand the records of releases
  },
  async 'AWS::ApiGateway::UsagePlan'(clients, usagePlanId, { UsagePlanName, Throttle, Quota, ApiStages }) {
    const plan = await clients.gateway.send(new GetUsagePlanCommand({ usagePlanId }));
    return within({
      name: UsagePlanName,
      throttle: Throttle && lowered(Throttle, 'RateLimit', 'BurstLimit'),
      quota: Quota && lowered(Quota, 'Limit', 'Period'),
      apiStages: ApiStages?.map(({ ApiId, Stage, Throttle: routes }) => ({ apiId: ApiId, stage: Stage, throttle: routes && Object.fromEntries(Object.entries(routes).map(([key, value]) => [key, lowered(value, 'RateLimit', 'BurstLimit')])) })),
    }, plan);
  },
  async 'AWS::ApiGateway::ApiKey'(clients, apiKey, { Name, Enabled, Description, Value }) {
    return within({ name: Name, enabled: Enabled, description: Description, value: Value }, await clients.gateway.send(new GetApiKeyCommand({ apiKey, includeValue: true })));
  },
  async 'AWS::ApiGateway::UsagePlanKey'(clients, id, { KeyId, UsagePlanId }) {
    const { items } = await clients.gateway.send(new GetUsagePlanKeysCommand({ usagePlanId: UsagePlanId }));
    if (!items.some((key) => key.id === KeyId)) throw new Error(`the plan has no key ${KeyId}`);
    return 1;
  },
  async 'AWS::CloudWatch::Alarm'(clients, name, properties) {
    const { MetricAlarms: [alarm] } = await clients.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] }));
    const metrics = (list) => list && sorted(list, 'Id').map((metric) => ({ ...pick(metric, 'Id', 'Expression'), MetricStat: metric.MetricStat && { ...pick(metric.MetricStat, 'Stat', 'Period'), Metric: { ...pick(metric.MetricStat.Metric, 'Namespace', 'MetricName'), Dimensions: sorted(metric.MetricStat.Metric.Dimensions, 'Name') } } }));
    return within({
      ...pick(properties, 'AlarmDescription', 'Namespace', 'MetricName', 'Statistic', 'ExtendedStatistic', 'Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold', 'ComparisonOperator', 'TreatMissingData', 'ActionsEnabled', 'AlarmActions', 'OKActions'),
      Dimensions: properties.Dimensions && sorted(properties.Dimensions, 'Name'),
      Metrics: metrics(properties.Metrics),
    }, alarm && { ...alarm, Dimensions: sorted(alarm.Dimensions, 'Name'), Metrics: metrics(alarm.Metrics) });
  },
  async 'AWS::CloudWatch::CompositeAlarm'(clients, name, properties) {
    const { CompositeAlarms: [alarm] } = await clients.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name.split(':').at(-1)], AlarmTypes: ['CompositeAlarm'] }));
    return within(pick(properties, 'AlarmName', 'AlarmRule', 'AlarmDescription', 'AlarmActions', 'OKActions'), alarm);
  },
  async 'AWS::CloudWatch::Dashboard'(clients, name) {
    const { DashboardBody } = await clients.cloudWatch.send(new GetDashboardCommand({ DashboardName: name }));
    return JSON.parse(DashboardBody).widgets.length > 0 ? 1 : 0;
  },
  async 'AWS::SNS::Topic'(clients, arn) {
    const text = await clients.query('sns', '2010-03-31', { Action: 'GetTopicAttributes', TopicArn: arn });
    return text.includes(arn) ? 1 : 0;
  },
  async 'AWS::SNS::Subscription'(clients, arn, { TopicArn, Protocol, Endpoint }) {
    const text = await clients.query('sns', '2010-03-31', { Action: 'ListSubscriptionsByTopic', TopicArn });
    const members = text.split('<member>').slice(1).map((member) => Object.fromEntries([...member.matchAll(/<(\w+)>([^<]*)</g)].map(([, key, value]) => [key, value])));
    return within({ Protocol, Endpoint }, members.find(({ SubscriptionArn }) => SubscriptionArn === arn) ?? members.find((member) => member.Protocol === Protocol && same(Endpoint, member.Endpoint)));
  },
  async 'AWS::Lambda::Function'(clients, FunctionName, { Handler, Runtime, Timeout, MemorySize, Environment }) {
    const found = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    return within({ Handler, Runtime, Timeout, MemorySize, Environment, State: 'Active' }, found);
  },
  async 'AWS::Lambda::Alias'(clients, arn, { FunctionName, Name, FunctionVersion }) {
    return within({ Name, FunctionVersion }, await clients.lambda.send(new GetAliasCommand({ FunctionName, Name })));
  },
  async 'AWS::Lambda::Permission'(clients, id, { FunctionName, Action, Principal, SourceArn }) {
    if (FunctionName.includes(WILD)) return 0;
    const { Policy } = await clients.lambda.send(new GetPolicyCommand({ FunctionName }));
    const { Statement } = JSON.parse(Policy);
    const found = Statement.find((statement) => statement.Action === Action && Object.values(statement.Principal).includes(Principal) && (!SourceArn || same(SourceArn, statement.Condition?.ArnLike?.['AWS:SourceArn'])));
    if (!found) throw new Error(`no statement allows ${Action} to ${Principal} of ${show(SourceArn)}`);
    return 1;
  },
  async 'AWS::DynamoDB::Table'(clients, TableName, { KeySchema, AttributeDefinitions }) {
    const { Table } = await clients.dynamoDb.send(new DescribeTableCommand({ TableName }));
    return within({ KeySchema, AttributeDefinitions: sorted(AttributeDefinitions, 'AttributeName') }, { ...Table, AttributeDefinitions: sorted(Table.AttributeDefinitions, 'AttributeName') });
  },
  async 'AWS::Logs::LogGroup'(clients, name, { RetentionInDays }) {
    const { logGroups } = await clients.json('logs', '/', { target: 'Logs_20140328.DescribeLogGroups', body: { logGroupNamePrefix: name } });
    return within({ logGroupName: name, retentionInDays: RetentionInDays }, logGroups.find(({ logGroupName }) => logGroupName === name));
  },
  async 'AWS::Logs::MetricFilter'(clients, name, { LogGroupName, FilterPattern, MetricTransformations }) {
    const { metricFilters } = await clients.json('logs', '/', { target: 'Logs_20140328.DescribeMetricFilters', body: { logGroupName: LogGroupName } });
    return within({ filterPattern: FilterPattern, metricTransformations: MetricTransformations.map((entry) => lowered(entry, 'MetricName', 'MetricNamespace', 'MetricValue')) }, metricFilters.find(({ filterName }) => filterName === name));
  },
  async 'AWS::ApiGatewayV2::Api'(clients, id, { Name, ProtocolType, Description, RouteSelectionExpression }) {
    return within({ name: Name, protocolType: ProtocolType, description: Description, routeSelectionExpression: RouteSelectionExpression }, await clients.json('apigateway', `/v2/apis/${id}`));
  },
  async 'AWS::ApiGatewayV2::Route'(clients, id, { ApiId, RouteKey, AuthorizationType, Target, AuthorizerId, ApiKeyRequired }) {
    const { items } = await clients.json('apigateway', `/v2/apis/${ApiId}/routes`);
    return within({ routeKey: RouteKey, authorizationType: AuthorizationType, target: Target, authorizerId: AuthorizerId, apiKeyRequired: ApiKeyRequired }, items.find(({ routeId }) => routeId === id));
  },
  async 'AWS::ApiGatewayV2::Integration'(clients, id, { ApiId, IntegrationType, IntegrationUri, IntegrationMethod, PayloadFormatVersion, RequestTemplates, ConnectionType, ConnectionId, RequestParameters, TlsConfig }) {
    const { items } = await clients.json('apigateway', `/v2/apis/${ApiId}/integrations`);
    return within({
      integrationType: IntegrationType,
      integrationUri: IntegrationUri,
      integrationMethod: IntegrationMethod,
      payloadFormatVersion: PayloadFormatVersion,
      requestTemplates: RequestTemplates,
      requestParameters: RequestParameters,
      connectionType: ConnectionType,
      connectionId: ConnectionId,
      tlsConfig: TlsConfig && lowered(TlsConfig, 'ServerNameToVerify'),
    }, items.find(({ integrationId }) => integrationId === id));
  },
  async 'AWS::ApiGatewayV2::Stage'(clients, id, { ApiId, StageName, AutoDeploy, AccessLogSettings, DefaultRouteSettings, StageVariables }) {
    const stage = await clients.json('apigateway', `/v2/apis/${ApiId}/stages/${encodeURIComponent(id)}`);
    return within({
      stageName: StageName,
      autoDeploy: AutoDeploy,
      stageVariables: StageVariables,
      accessLogSettings: AccessLogSettings && lowered(AccessLogSettings, 'DestinationArn', 'Format'),
      defaultRouteSettings: DefaultRouteSettings && lowered(DefaultRouteSettings, 'ThrottlingBurstLimit', 'ThrottlingRateLimit', 'DetailedMetricsEnabled', 'LoggingLevel', 'DataTraceEnabled'),
    }, stage);
  },
  async 'AWS::ApiGatewayV2::Authorizer'(clients, id, { ApiId, Name, AuthorizerType, IdentitySource }) {
    return within({ name: Name, authorizerType: AuthorizerType, identitySource: IdentitySource }, await clients.json('apigateway', `/v2/apis/${ApiId}/authorizers/${id}`));
  },
  async 'AWS::IAM::Role'(clients, RoleName, { AssumeRolePolicyDocument, ManagedPolicyArns = [], Policies = [] }) {
    const ask = async (operation, more = {}) => Object.values(objectOf(await clients.query('iam', '2010-05-08', { Action: operation, RoleName, ...more })))[0][`${operation}Result`];
    const { Role } = await ask('GetRole');
    const { AttachedPolicies } = await ask('ListAttachedRolePolicies');
    let count = within(AssumeRolePolicyDocument, JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)), 'trust');
    count += within(sorted(ManagedPolicyArns), sorted((AttachedPolicies || []).map(({ PolicyArn }) => PolicyArn)), 'managed policies');
    for (const { PolicyName, PolicyDocument } of Policies) count += within(PolicyDocument, JSON.parse(decodeURIComponent((await ask('GetRolePolicy', { PolicyName })).PolicyDocument)), `policy ${PolicyName}`);
    return count;
  },
  async 'AWS::Cognito::UserPool'(clients, UserPoolId) {
    const { UserPool } = await clients.json('cognito-idp', '/', { target: 'AWSCognitoIdentityProviderService.DescribeUserPool', body: { UserPoolId } });
    return within({ Id: UserPoolId }, UserPool);
  },
};

/**
 * Compares the resources of a stack with its template. Returns how many values were found, what is wrong, what types exist in CloudFormation's list only (nobody asked
 * their service), and what types the emulator lacks.
 */
export async function compareStack(clients, stackName, template, known) {
  const resources = await resourcesOf(clients, stackName);
  const resolve = resolverOf(resources, clients.account);
  const result = { resources: 0, values: 0, failures: [], listedOnly: new Set(), lacking: new Map() };
  for (const [id, { Type, Properties = {}, Condition }] of Object.entries(template.Resources)) {
    if (Condition || Type === 'AWS::CDK::Metadata') continue;
    const kind = Type.startsWith('Custom::') ? 'aws::cloudformation::customresource' : Type.toLowerCase();
    if (!known.has(kind)) {
      result.lacking.set(Type, (result.lacking.get(Type) ?? 0) + 1);
      continue;
    }
    const found = resources.get(id);
    if (!/_COMPLETE$/.test(found?.ResourceStatus ?? '') || !found.PhysicalResourceId || found.PhysicalResourceId === 'unknown') {
      result.failures.push(`${Type} ${id} is ${found?.ResourceStatus ?? 'not there'}`);
      continue;
    }
    result.resources++;
    if (!CHECKS[Type]) {
      result.listedOnly.add(Type);
      continue;
    }
    try {
      result.values += await CHECKS[Type](clients, found.PhysicalResourceId, resolve(Properties));
    } catch (error) {
      result.failures.push(`${Type} ${id}: ${error.message}`);
    }
  }
  return result;
}
