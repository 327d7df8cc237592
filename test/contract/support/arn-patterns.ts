/**
 * Which calls Lambda permissions allow, by the documented rules and independently of how the library makes them.
 *
 * `ArnLike` compares the six parts between colons one by one; in each, "*" stands for any characters, "/" included, and
 * "?" for one (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 */
export function arnLike(pattern: string, arn: string): boolean {
  const [patterns, parts] = [pattern, arn].map((text) => {
    const split = text.split(':');
    return [...split.slice(0, 5), split.slice(5).join(':')];
  });
  return patterns.every((part, index) => new RegExp(`^${part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^]*').replace(/\?/g, '[^]')}$`).test(parts[index]));
}

type Template = { Resources: Record<string, { Type: string; Properties: any }> };

const PSEUDO: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111111111111', 'AWS::URLSuffix': 'amazonaws.com' };

/** A value of a template as text: what only CloudFormation knows becomes `<id>` or `<id.attribute>`. */
export function textOf(value: any): string {
  if (typeof value === 'string') return value;
  if (value.Ref) return PSEUDO[value.Ref] ?? `<${value.Ref}>`;
  if (value['Fn::GetAtt']) return `<${value['Fn::GetAtt'].join('.')}>`;
  if (value['Fn::ImportValue']) return `<import ${textOf(value['Fn::ImportValue'])}>`;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(textOf).join('');
  if (value['Fn::Sub']) {
    const [text, names] = Array.isArray(value['Fn::Sub']) ? value['Fn::Sub'] : [value['Fn::Sub'], {}];
    return text.replace(/\$\{([^!}]+)\}/g, (_all: string, name: string) => (name in names ? textOf(names[name]) : PSEUDO[name] ?? `<${name}>`));
  }
  return `<${JSON.stringify(value)}>`;
}

/** Whether API Gateway may invoke a function in the name of a call. */
export function allows(template: Template, functionArn: string, sourceArn: string): boolean {
  return Object.values(template.Resources).some(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Permission' &&
    Properties.Action === 'lambda:InvokeFunction' &&
    Properties.Principal === 'apigateway.amazonaws.com' &&
    textOf(Properties.FunctionName) === functionArn &&
    arnLike(textOf(Properties.SourceArn), sourceArn));
}

/** A call of API Gateway: the function, and the ARN that it calls in the name of. */
export interface Call {
  readonly api: string;
  readonly functionArn: string;
  readonly sourceArn: string;
}

const INVOCATION = /functions\/(.+)\/invocations$/;

/** Every call that the APIs of a template will make, of routes and of authorizers. */
export function callsOf(template: Template): Call[] {
  const all = Object.entries(template.Resources);
  const ofType = (type: string) => all.filter(([, { Type }]) => Type === type);
  const base = (api: string) => `arn:aws:execute-api:eu-west-1:111111111111:<${api}>`;
  const stagesOf = (type: string, id: string, api: string) =>
    ofType(type).filter(([, { Properties }]) => Properties[id].Ref === api).map(([, { Properties }]) => Properties.StageName);
  const functionOf = (uri: unknown) => {
    const text = textOf(uri);
    return INVOCATION.exec(text)?.[1] ?? text;
  };

  const calls: Call[] = [];
  for (const [, { Properties: route }] of ofType('AWS::ApiGatewayV2::Route')) {
    const api = route.ApiId.Ref;
    const integrationId = /^integrations\/<(.+)>$/.exec(textOf(route.Target))![1];
    const integration = template.Resources[integrationId].Properties;
    if (integration.IntegrationType !== 'AWS_PROXY') continue;
    for (const stage of stagesOf('AWS::ApiGatewayV2::Stage', 'ApiId', api)) {
      // "GET /orders/{id}" is called as GET/orders/…, "$default" and the routes of a WebSocket API as they are
      const [verb, path] = route.RouteKey.split(' ');
      const call = path === undefined ? verb : `${verb === 'ANY' ? 'DELETE' : verb}${path.replace(/\{[^}]+\}/g, 'x/y')}`;
      calls.push({ api, functionArn: functionOf(integration.IntegrationUri), sourceArn: `${base(api)}/${stage}/${call}` });
    }
  }
  for (const [authorizer, { Properties }] of ofType('AWS::ApiGatewayV2::Authorizer')) {
    if (Properties.AuthorizerUri) calls.push({ api: Properties.ApiId.Ref, functionArn: functionOf(Properties.AuthorizerUri), sourceArn: `${base(Properties.ApiId.Ref)}/authorizers/<${authorizer}>` });
  }
  for (const [api, { Properties }] of ofType('AWS::ApiGateway::RestApi')) {
    for (const [path, item] of Object.entries<any>(Properties.Body?.paths ?? {})) {
      for (const [method, operation] of Object.entries<any>(item)) {
        const integration = operation['x-amazon-apigateway-integration'];
        if (integration.type !== 'aws_proxy') continue;
        for (const stage of stagesOf('AWS::ApiGateway::Stage', 'RestApiId', api)) {
          const verb = method.startsWith('x-') ? 'DELETE' : method.toUpperCase();
          for (const place of [stage, 'test-invoke-stage']) calls.push({ api, functionArn: functionOf(integration.uri), sourceArn: `${base(api)}/${place}/${verb}${path.replace(/\{[^}]+\}/g, 'x')}` });
        }
      }
    }
    for (const scheme of Object.values<any>(Properties.Body?.components?.securitySchemes ?? {})) {
      const uri = scheme['x-amazon-apigateway-authorizer']?.authorizerUri;
      if (uri) calls.push({ api, functionArn: functionOf(uri), sourceArn: `${base(api)}/authorizers/abc123` });
    }
  }
  return calls;
}
