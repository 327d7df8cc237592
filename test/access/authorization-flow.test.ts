import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AuthorizerAnswer, ResourcePolicy, RouteAuthorization } from '../../lib';

const DOCUMENT = readFileSync(path.join(__dirname, '..', '..', 'docs', 'access.md'), 'utf8');

/** The rows of the table under a heading. */
function rowsOf(heading: string): string[][] {
  const [, section = ''] = DOCUMENT.split(`### ${heading}\n`);
  const lines = section.split(/\n#/)[0].split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

const statement = (effect: iam.Effect, resource = 'execute-api:/*') =>
  new iam.PolicyStatement({ effect, principals: [new iam.StarPrincipal()], actions: ['execute-api:Invoke'], resources: [resource] });

/** Policies that say it of the request, each in another way. */
const POLICIES: Record<string, ResourcePolicy[]> = {
  allow: [ResourcePolicy.allowEverybody(), ResourcePolicy.allowIpRanges(['192.0.2.0/24'], { routes: ['GET /orders/{id}'] }), ResourcePolicy.ofStatements([statement(iam.Effect.ALLOW)])],
  neither: [ResourcePolicy.allowEverybody({ routes: ['POST /orders'] }), ResourcePolicy.denyInsecureTransport(), ResourcePolicy.allowIpRanges(['198.51.100.0/24'])],
  deny: [
    ResourcePolicy.onlyIpRanges(['198.51.100.0/24']),
    ResourcePolicy.combine([ResourcePolicy.allowEverybody(), ResourcePolicy.denyIpRanges(['192.0.2.0/24'])]),
    ResourcePolicy.ofStatements([statement(iam.Effect.DENY, 'execute-api:/prod/GET/orders/*'), statement(iam.Effect.ALLOW)]),
  ],
};
const ANSWERS: Record<string, AuthorizerAnswer> = { allow: AuthorizerAnswer.ALLOW, neither: AuthorizerAnswer.NEITHER, deny: AuthorizerAnswer.DENY };
const each = <T>(from: Record<string, T>, cell: string): T[] => (cell === 'any' ? Object.values(from) : [from[cell]]);

const REQUEST = { method: HttpMethod.GET, path: '/orders/42', sourceIp: '192.0.2.1', apiAccount: '111111111111', callerAccount: '111111111111' };
const OTHER = { callerAccount: '222222222222' };
const { IAM, NONE, COGNITO, LAMBDA } = RouteAuthorization;

describe.each([
  ['Table A: IAM for callers of the API\'s account, and Lambda authorizers', 9, [{ authorization: IAM }, { authorization: LAMBDA }, { authorization: LAMBDA, ...OTHER }]],
  ['Table B: IAM for callers of other accounts', 9, [{ authorization: IAM, ...OTHER }]],
  ['Cognito user pools', 5, [{ authorization: COGNITO }, { authorization: COGNITO, ...OTHER }]],
  ['No authorizer', 3, [{ authorization: NONE }, { authorization: NONE, ...OTHER }]],
])('%s', (heading, count, kinds) => {
  test('has all its rows, each once', () => {
    const rows = rowsOf(heading);
    expect(rows).toHaveLength(count);
    expect(rows.flatMap(([says, policy]) => each(ANSWERS, says).flatMap(() => each(POLICIES, policy)))).toHaveLength(9);
    expect(new Set(rows.map(([says, policy]) => `${says} ${policy}`)).size).toBe(count);
  });

  test.each(rowsOf(heading))('authorizer: %s, resource policy: %s: %s', (says, policySays, result) => {
    expect(['allowed', 'denied']).toContain(result);
    for (const kind of kinds) {
      for (const authorizerAnswer of each(ANSWERS, says)) {
        for (const policy of each(POLICIES, policySays).flat()) {
          expect({ kind, ...policy.evaluate({ ...REQUEST, ...kind, authorizerAnswer }) }).toMatchObject({ kind, allowed: result === 'allowed' });
        }
      }
    }
  });
});

describe('No resource policy', () => {
  const KINDS: Record<string, object> = {
    'none': { authorization: NONE },
    'Cognito': { authorization: COGNITO },
    'Lambda': { authorization: LAMBDA },
    'IAM, same account': { authorization: IAM },
    'IAM, other account': { authorization: IAM, ...OTHER },
  };

  test('has all its rows', () => {
    expect(rowsOf('No resource policy')).toHaveLength(11);
    expect(new Set(rowsOf('No resource policy').map(([kind]) => kind))).toEqual(new Set(Object.keys(KINDS)));
  });

  test.each(rowsOf('No resource policy'))('%s, authorizer: %s: %s', (kind, says, result) => {
    for (const authorizerAnswer of each(ANSWERS, says)) {
      const request = { ...REQUEST, ...KINDS[kind], authorizerAnswer } as never;
      expect(ResourcePolicy._of([]).evaluate(request).allowed).toBe(result === 'allowed');
      expect(ResourcePolicy._of([]).evaluate({ ...(request as object), privateApi: true } as never).allowed).toBe(false);
    }
  });
});

test('an Allow for the account of the API leaves it to the policies of the caller', () => {
  const policy = ResourcePolicy.allowAccounts(['111111111111', '222222222222']);
  const evaluate = (authorizerAnswer: AuthorizerAnswer, callerAccount: string) =>
    policy.evaluate({ ...REQUEST, authorization: IAM, authorizerAnswer, callerAccount }).allowed;
  expect(evaluate(AuthorizerAnswer.ALLOW, '111111111111')).toBe(true);
  expect(evaluate(AuthorizerAnswer.NEITHER, '111111111111')).toBe(false);
  expect(evaluate(AuthorizerAnswer.ALLOW, '222222222222')).toBe(true);
  expect(evaluate(AuthorizerAnswer.NEITHER, '222222222222')).toBe(false);
  expect(evaluate(AuthorizerAnswer.ALLOW, '333333333333')).toBe(false);
});
