import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, ITopic, TopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Annotations, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail } from '../private/errors';
import { referencedConstructs } from '../private/tokens';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';
const INSTEAD = 'take AlertTopic, which CloudWatch may tell';

/** Topics that are checked already: several gateways may tell one. */
const SEEN = new WeakSet<ITopic>();

/** Checks a topic of the app that alarms are to tell; of an imported one nothing is known. */
export function checkAlertTopic(topic: ITopic | undefined, scope: IConstruct): void {
  const l1 = topic?.node?.defaultChild;
  if (!topic || !CfnTopic.isCfnTopic(l1)) return;
  checkAccount(topic, scope);
  if (SEEN.has(topic)) return;
  SEEN.add(topic);
  // what is allowed may be said later
  topic.node.addValidation({
    validate: () => {
      const problem = problemOfKey(l1) ?? problemOfPolicy(topic);
      if (problem) Annotations.of(topic).addWarningV2('cdk-gatehouse:muteTopic', `alarms tell this topic, and nobody hears of it: ${problem}`);
      return [];
    },
  });
}

/** A stack of another account knows a topic by a name that is known at synthesis only. */
function checkAccount(topic: ITopic, scope: IConstruct): void {
  const [there, here] = [topic.env.account, Stack.of(scope).account];
  if (Token.isUnresolved(there) || Token.isUnresolved(here) || there === here) return;
  if ((topic as { _allowCrossEnvironment?: boolean })._allowCrossEnvironment !== false) return;
  fail(`the topic [${topic.node.path}] must be of the account of its alarms, ${here}, got ${there}: define an AlertTopic there, or take Topic.fromTopicArn for one that lets them publish`, scope);
}

function problemOfKey(topic: CfnTopic): string | undefined {
  const { kmsMasterKeyId } = topic;
  if (kmsMasterKeyId === undefined) return undefined;
  if (!Token.isUnresolved(kmsMasterKeyId) && kmsMasterKeyId.endsWith('alias/aws/sns')) return `CloudWatch cannot use its key, alias/aws/sns: ${INSTEAD}`;
  const key = [...referencedConstructs(kmsMasterKeyId, topic)].find((construct) => CfnKey.isCfnKey(construct)) as CfnKey | undefined;
  if (!key || allows(key.keyPolicy, 'kms:GenerateDataKey', key)) return undefined;
  return `the policy of its key [${key.node.path}] does not let ${CLOUDWATCH} use it: ${INSTEAD}, or allow it kms:Decrypt and kms:GenerateDataKey*`;
}

/** Without a policy, whoever is in the account may publish; a policy of one's own replaces that. */
function problemOfPolicy(topic: ITopic): string | undefined {
  const policy = topic.node.tryFindChild('Policy') as TopicPolicy | undefined;
  if (!policy?.document || allows(policy.document, 'sns:Publish', policy)) return undefined;
  return `its policy, which replaces the one that SNS gives a topic, does not let ${CLOUDWATCH} publish: ${INSTEAD}, or allow it sns:Publish`;
}

/** Whether a policy lets CloudWatch, or everybody, do something. */
function allows(policy: unknown, action: string, scope: IConstruct): boolean {
  const statements = [Stack.of(scope).resolve(policy)?.Statement ?? []].flat();
  return statements.some(({ Effect, Action, Principal, NotPrincipal, NotAction }) => {
    const services = [Principal?.Service ?? []].flat();
    const may = NotPrincipal !== undefined || [Principal, Principal?.AWS].flat().includes('*') || services.some((service) => typeof service !== 'string' || service === CLOUDWATCH);
    return Effect === 'Allow' && may && (NotAction !== undefined || [Action].flat().some((pattern) => covers(pattern, action)));
  });
}

/** What is not known at synthesis may be. */
function covers(pattern: unknown, action: string): boolean {
  return typeof pattern !== 'string' || new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(action);
}
