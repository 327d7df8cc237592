import * as iam from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { ArnFormat, Aws, Stack, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { isKeyOfHardened } from './hardened';

/**
 * Lets CloudWatch Logs use a key for log groups of the account and Region: for all of them, or with the key of hardened gateways for those that
 * are called like the log group.
 *
 * @param logGroupName the name of the log group; undefined if CloudFormation chooses it
 */
export function allowLogs(key: IKey, scope: IConstruct, logGroupName?: string): void {
  const stack = Stack.of(scope);
  const resourceName = isKeyOfHardened(key) ? patternOf(logGroupName) : '*';
  key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'], // in the policy of a key: this key
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: 'log-group', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
      },
    },
  }));
}

/**
 * What the names of a log group, and of that of its canaries, are like. It refers to nothing of the stack: an alias may wait for alarms, alarms for their topic, and that for
 * its key, which must not wait for the API, which needs the alias. A name that CloudFormation chooses begins with that of the stack.
 */
function patternOf(logGroupName?: string): string {
  if (logGroupName === undefined) return `${Aws.STACK_NAME}-*`;
  const known = Tokenization.reverseString(logGroupName).mapTokens({ mapToken: () => '*' });
  return `${known.join({ join: (left, right) => `${left ?? ''}${right ?? ''}` })}*`.replace(/\*+/g, '*');
}
