import { createHash } from 'node:crypto';

/** A value of a template: text, or what CloudFormation puts in its place. */
export type Value = string | { readonly Ref: string } | { readonly 'Fn::GetAtt': readonly [string, string] } | readonly Value[] | { readonly [name: string]: Value };

/** A value without references. */
export type Resolved = string | readonly Resolved[] | { readonly [name: string]: Resolved };

export type ResolvedProperties = Readonly<Record<string, Resolved>>;

export interface TemplateResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, Value>>;
  readonly retain?: boolean;
}

/** Resources by logical id, each after those that it depends on. */
export type Template = Readonly<Record<string, TemplateResource>>;

/** `Release.canary({…})` */
export interface CanaryStrategy {
  readonly kind: 'canary';
  readonly percent: number;
  readonly overrides: Readonly<Record<string, string>>;
  readonly bakeSeconds?: number;
  readonly minimumRequests?: number;
}

export type Strategy = CanaryStrategy | { readonly kind: 'all-at-once' } | { readonly kind: 'pinned'; readonly deploymentId: string };

/** What a user's code says about one REST stage. */
export interface Spec {
  /** Of the API: another one has another Deployment. */
  readonly version: number;
  readonly stageName: string;
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly strategy: Strategy;
}

/** How many deployments the handler is told to keep: the fewest that it takes. */
export const KEEP = 2;

export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Shop/6f5ce8f0';
export const ALARM = 'Orders5xxRate';

const getAtt = (id: string, attribute: string): Value => ({ 'Fn::GetAtt': [id, attribute] });

/** The logical id of the Deployment of a version, and its fingerprint. */
export function fingerprintOf(version: number): string {
  return FINGERPRINTS[version] ??= `ApiDeployment${createHash('md5').update(String(version)).digest('hex')}`;
}

const FINGERPRINTS: string[] = [];

/** The template of a stack with one stage. The rule depends on the first resource of the release. */
export function templateOf(restApiId: string, { version, stageName, description, variables, strategy }: Spec): Template {
  const deployment = fingerprintOf(version);
  const template: Record<string, TemplateResource> = {
    [deployment]: { type: 'AWS::ApiGateway::Deployment', properties: { RestApiId: restApiId, Description: deployment }, retain: true },
  };
  const stage = { RestApiId: restApiId, StageName: stageName, Description: description };
  if (strategy.kind === 'all-at-once') {
    return { ...template, Stage: { type: 'AWS::ApiGateway::Stage', properties: { ...stage, DeploymentId: { Ref: deployment }, Variables: variables } } };
  }

  const canary = strategy.kind === 'canary' ? strategy : undefined;
  const overrides = canary?.overrides ?? {};
  const names = Object.keys(overrides);
  const others = Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));
  const overridden = Object.fromEntries(names.map((name) => [name, getAtt('Base', `Variable.${name}`)]));
  const properties = {
    ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:framework-onEvent',
    RestApiId: restApiId,
    StageName: stageName,
    Candidate: { Ref: deployment },
    StageState: [JSON.stringify([description, others])],
    Variables: Object.fromEntries(names.filter((name) => name in variables).map((name) => [name, variables[name]])),
    Release: {
      Keep: String(KEEP),
      ...(strategy.kind === 'pinned' && { Pinned: strategy.deploymentId }),
      ...(canary && { PercentTraffic: String(canary.percent), UseStageCache: 'false', Overrides: overrides }),
      ...(canary?.bakeSeconds !== undefined && { BakeSeconds: String(canary.bakeSeconds), MinimumRequests: String(canary.minimumRequests ?? 0) }),
    },
    StackId: STACK_ID,
  };
  const watched = {
    ...(canary?.bakeSeconds !== undefined && { Alarms: [ALARM] }),
    ...(canary?.minimumRequests && { CanaryRequests: { Namespace: 'Gatehouse', MetricName: 'CanaryRequests', Dimensions: [{ Name: 'Stage', Value: stageName }] } }),
  };
  return {
    ...template,
    Base: { type: 'Custom::ApiGatewayReleaseBase', properties: { ...properties, Watched: JSON.stringify(watched), Part: 'base' } },
    Rule: { type: 'AWS::Events::Rule', properties: { RestApiId: restApiId, StageName: stageName } },
    Stage: {
      type: 'AWS::ApiGateway::Stage',
      properties: { ...stage, DeploymentId: getAtt('Base', 'DeploymentId'), Variables: { ...others, ...overridden } },
    },
    Canary: { type: 'Custom::ApiGatewayReleaseCanary', properties: { ...properties, ...watched, Part: 'canary' } },
  };
}

/** The logical ids that a value refers to. */
export function referencesOf(value: Value): string[] {
  if (typeof value === 'string') return [];
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if ('Ref' in value) return [value.Ref as string];
  if ('Fn::GetAtt' in value) return [(value['Fn::GetAtt'] as readonly string[])[0]];
  return Object.values(value as Record<string, Value>).flatMap(referencesOf);
}

/** A value with its references resolved. */
export function resolve(value: Value, lookUp: (id: string, attribute?: string) => string): Resolved {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => resolve(item, lookUp));
  if ('Ref' in value) return lookUp(value.Ref as string);
  if ('Fn::GetAtt' in value) {
    const [id, attribute] = value['Fn::GetAtt'] as readonly [string, string];
    return lookUp(id, attribute);
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item as Value, lookUp)]));
}
