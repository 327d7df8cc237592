import { CfnApiKey, CfnUsagePlan, CfnUsagePlanKey } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Stage, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { ApiKeyGeneration } from './api-key-generation';
import { KeyedApi } from './keyed-api';
import { AnyStage } from '../private/api-type';
import { show } from '../private/errors';
import { entriesOfStage, entryOfStage, stagesOfPlan } from '../private/plan-stages';
import { referencedConstructs, tokenIdentity } from '../private/tokens';

/** A usage plan of the app, and the keys that are in it. */
interface Plan {
  readonly l1: CfnUsagePlan;
  readonly keys: CfnUsagePlanKey[];
}

/** Fails synthesis, or warns, where keys of an API cannot do what they are for: nobody would get in, or a deployment would fail. */
export function checkKeys(gateway: Construct, api: KeyedApi): void {
  gateway.node.addValidation({
    validate: () => {
      const plans = plansOf(gateway);
      const routes = api.keyedRoutes();
      const problems = [...api.stages()].flatMap(([stageName, stage]) => {
        const known = plans.filter(({ l1 }) => entryOfStage(l1, stage) !== undefined);
        const ofStage = { gateway, stageName, keyed: routes.map(({ routeKey }) => routeKey), plans: known };
        warnOfIdleKeys(ofStage);
        return [...withoutPlan(ofStage, plans, api.hasPlans()), ...stagesTwice(ofStage, stage), ...keysInTwoPlans(ofStage, stage)];
      });
      const ofApi = plansOfStages(plans, [...api.stages().values()]);
      const keys = keysOf(ofApi);
      warnOfEqualValues(keys);
      return [...problems, ...withoutAuthorizer(api), ...keysTwice(ofApi), ...equalNames(keys), ...literalValues(keys)];
    },
  });
}

interface StageOfKeys {
  readonly gateway: Construct;
  readonly stageName: string;
  readonly keyed: string[];
  readonly plans: Plan[];
}

/** Every usage plan of the app with its keys, whoever has defined them. */
function plansOf(gateway: IConstruct): Plan[] {
  const all = (Stage.of(gateway) ?? gateway.node.root).node.findAll();
  const plans = new Map<IConstruct, Plan>();
  for (const l1 of all) {
    if (CfnUsagePlan.isCfnUsagePlan(l1)) plans.set(l1, { l1, keys: [] });
  }
  for (const key of plans.size === 0 ? [] : all) {
    if (!CfnUsagePlanKey.isCfnUsagePlanKey(key)) continue;
    for (const plan of referencedConstructs(key.usagePlanId, key)) plans.get(plan)?.keys.push(key);
  }
  return [...plans.values()];
}

/** A stage that no plan is for lets nobody in; plans may be defined elsewhere, if the gateway has none. */
function withoutPlan({ gateway, stageName, keyed, plans }: StageOfKeys, all: Plan[], hasPlans: boolean): string[] {
  const [routeKey] = keyed;
  const isUnknown = all.some(({ l1 }) => stagesOfPlan(l1) === undefined);
  if (routeKey === undefined || plans.length > 0 || isUnknown) return [];
  const message = `the route ${show(routeKey)} asks for an API key, and no usage plan of this app is for the stage ${show(stageName)}, so that API Gateway answers every call with 403`;
  if (hasPlans) return [`${message}: name the stage in 'stages' of a usage plan, write gateway.addUsagePlan('Partners', { stages: [${show(stageName)}] }), for example`];
  Annotations.of(gateway).addWarningV2('cdk-gatehouse:noUsagePlan', `${message}: call gateway.addUsagePlan, unless the plan is defined elsewhere`);
  return [];
}

/** Keys and routes that ask for them come together, or one of them is of no use. */
function warnOfIdleKeys({ gateway, stageName, keyed, plans }: StageOfKeys): void {
  const withKeys = plans.find(({ keys }) => keys.length > 0);
  if (keyed.length > 0 && plans.length > 0 && !withKeys) {
    Annotations.of(gateway).addWarningV2('cdk-gatehouse:noApiKey',
      `the route ${show(keyed[0])} asks for an API key, and no usage plan of the stage ${show(stageName)} has one in this app: call addKey of the plan, unless keys are made elsewhere`);
  }
  if (keyed.length === 0 && withKeys) {
    Annotations.of(gateway).addWarningV2('cdk-gatehouse:idleApiKey',
      `the usage plan [${withKeys.l1.node.path}] of the stage ${show(stageName)} has keys, and no route asks for one, so that it limits nobody: set 'apiKeyRequired: true' of the routes`);
  }
}

/** What the L2's `addApiStage` adds may be there already. */
function stagesTwice({ plans, stageName }: StageOfKeys, stage: AnyStage): string[] {
  return plans.filter(({ l1 }) => entriesOfStage(l1, stage).length > 1).map(({ l1 }) =>
    `the usage plan [${l1.node.path}] has the stage ${show(stageName)} twice: leave out its addApiStage, since a plan of a gateway is for the gateway's stages by itself`);
}

/** One key in one plan, also by two imports, or by the L2's `addApiKey`. */
function keysTwice(plans: Plan[]): string[] {
  return plans.flatMap(({ l1, keys }) => {
    const first = new Map<string, CfnUsagePlanKey>();
    return keys.flatMap((key) => {
      const identity = tokenIdentity(key.keyId, l1);
      const other = first.get(identity);
      first.set(identity, other ?? key);
      return other ? [`the API keys at [${other.node.path}] and [${key.node.path}] are one key, which is in the usage plan [${l1.node.path}] twice: add it once`] : [];
    });
  });
}

/** CloudFormation takes the name of a key, where there is one, for its own. */
function equalNames(keys: CfnApiKey[]): string[] {
  return pairs(keys, ({ name }) => name).filter(([first, second]) => isOurs(first) && isOurs(second)).map(([first, second]) =>
    `'apiKeyName' must be another for each key, got ${show(first.name)} for [${first.node.path}] and [${second.node.path}]: leave it out of one of them`);
}

/**
 * Two keys cannot have one value. They have two if a secret was rotated after the first key was made.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
function warnOfEqualValues(keys: CfnApiKey[]): void {
  for (const [first, second] of pairs(keys, ({ value }) => value)) {
    Annotations.of(second).addWarningV2('cdk-gatehouse:apiKeyValueTwice',
      `the API keys [${first.node.path}] and [${second.node.path}] have the same value, unless their secret was rotated between, and API Gateway takes no two keys with one: take the value from another secret, or from another member of it`);
  }
}

/** Keys with what an earlier one has, each with the first that has it. */
function pairs(keys: CfnApiKey[], text: (key: CfnApiKey) => string | undefined): Array<[CfnApiKey, CfnApiKey]> {
  const known = new Map<string, CfnApiKey>();
  return keys.flatMap((key) => {
    const value = text(key);
    if (value === undefined) return [];
    const identity = tokenIdentity(value, keys[0]);
    const first = known.get(identity);
    known.set(identity, first ?? key);
    return first ? [[first, key] as [CfnApiKey, CfnApiKey]] : [];
  });
}

/**
 * API Gateway refuses a key in two plans for one stage.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
function keysInTwoPlans({ plans, stageName }: StageOfKeys, stage: AnyStage): string[] {
  const planOf = new Map<string, Plan>();
  return plans.flatMap((plan) => plan.keys.flatMap((key) => {
    const identity = tokenIdentity(key.keyId, stage);
    const other = planOf.get(identity);
    planOf.set(identity, plan);
    if (!other || other === plan) return [];
    return [`the API key at [${key.node.path}] is in the usage plans [${other.l1.node.path}] and [${plan.l1.node.path}], which are both for the stage ${show(stageName)}, and API Gateway refuses that: leave it out of one of them, or add the next generation of the key there`];
  }));
}

/** Where the authorizer names the key, a route without a Lambda authorizer never gets one. */
function withoutAuthorizer(api: KeyedApi): string[] {
  if (!api.keyIsOfAuthorizer()) return [];
  const others = api.keyedRoutes().filter(({ authorizationType = 'NONE' }) => authorizationType !== 'CUSTOM' && !Token.isUnresolved(authorizationType));
  return others.map(({ routeKey, authorizationType = 'NONE' }) =>
    `the route ${show(routeKey)} asks for an API key, which a Lambda authorizer has to name as "usageIdentifierKey", and has the authorization ${show(authorizationType)}: give it a Lambda authorizer, or ${api.headerInstead}`);
}

/** The plans that are for one of the stages. */
function plansOfStages(plans: Plan[], stages: AnyStage[]): Plan[] {
  return plans.filter(({ l1 }) => stages.some((stage) => entryOfStage(l1, stage) !== undefined));
}

/** The keys of plans that are defined in the app. */
function keysOf(plans: Plan[]): CfnApiKey[] {
  const keys = new Set(plans.flatMap((plan) => plan.keys.flatMap((key) => [...referencedConstructs(key.keyId, key)])));
  return [...keys].filter((key) => CfnApiKey.isCfnApiKey(key)) as CfnApiKey[];
}

/** Whether `addKey` has defined a key. */
function isOurs(key: CfnApiKey): boolean {
  return key.node.scopes.some((scope) => ApiKeyGeneration.isApiKeyGeneration(scope));
}

/**
 * Values that everybody can read in the template: of a key of ours an error, and of one that was there before a warning, since it cannot be
 * changed.
 */
function literalValues(keys: CfnApiKey[]): string[] {
  return keys.flatMap((key) => {
    if (!hasLiteralValue(key)) return [];
    const message = `the value of the API key [${key.node.path}] is in the template for everybody to read: take it from a secret, by ApiKeyValue.fromSecret(secret), in the next generation of the key`;
    if (isOurs(key)) return [message];
    Annotations.of(key).addWarningV2('cdk-gatehouse:apiKeyValueInTemplate', message);
    return [];
  });
}

/** Whether a key has its value in the template, also by an override; what CloudFormation makes of it is none of ours. */
function hasLiteralValue(key: CfnApiKey): boolean {
  const template = key.stack.resolve((key as unknown as { _toCloudFormation(): object })._toCloudFormation());
  const [{ Properties: { Value = {} } = {} }] = Object.values<any>(template.Resources);
  const [delimiter, parts] = Value['Fn::Join'] ?? ['', [Value]];
  const text = parts.filter((part: unknown) => typeof part === 'string').join(delimiter);
  // what the pseudo parameters stand for is no secret
  const others = parts.filter((part: any) => typeof part !== 'string' && !String(part?.Ref).startsWith('AWS::'));
  return text !== '' && !text.includes('{{resolve:') && others.length === 0;
}
