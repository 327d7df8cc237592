import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { runs } from '../runs';
import { COMPILED } from './fuzz/assembly';
import { ApiType } from './fuzz/good-values';
import { randomProgram } from './fuzz/random-program';
import { runProgram } from './fuzz/run-program';
import { Program, withMistakes } from './fuzz/said';

jest.setTimeout(process.env.GATEHOUSE_PROOF ? 30 * 60_000 : 240_000);

const RUNS = runs({ oldest: 30, newest: 10, proof: 300 }); // of each type, and 10,000 in scripts/proof-fuzz.mjs
const KEPT: Array<{ title: string; program: Program; says: string }> = JSON.parse(readFileSync(path.join(__dirname, 'fuzz', 'kept.json'), 'utf8'));

const HANDLER = { members: { path: '/a', handler: { given: 'aws-cdk-lib.aws_lambda.IFunction', index: 0 } } };
const program = (props: Program['props'], calls: Program['calls'] = []): Program =>
  ({ gateway: 'cdk-gatehouse.RestGateway', props, calls: [{ on: 'cdk-gatehouse.RestGateway', index: 0, method: 'addRoutes', args: [HANDLER] }, ...calls] });

describe('random gateways of all public types, which the compiled library names', () => {
  // before the library is compiled once there is nothing to read
  const eachType = COMPILED ? test.each<ApiType>(['Rest', 'Http', 'WebSocket']) : test.skip.each<ApiType>(['Rest', 'Http', 'WebSocket']);

  eachType('of type %s give templates that CloudFormation takes, or sentences of the library', (api) => {
    fc.assert(fc.property(randomProgram(api), (random) => {
      const outcome = runProgram(random);
      if (outcome.is === 'faulty') throw new Error(outcome.problem);
    }), { numRuns: RUNS, seed: process.env.GATEHOUSE_PROOF === undefined ? 42 : undefined, endOnFailure: process.env.GATEHOUSE_PROOF === undefined });
  });

  eachType('of type %s are synthesized in good part if nothing wrong is said', (api) => {
    const outcomes = fc.sample(randomProgram(api, false), { numRuns: 24, seed: 7 }).map((random) => runProgram(random));
    expect(outcomes.filter(({ is }) => is === 'faulty')).toEqual([]);
    expect(outcomes.filter(({ is }) => is === 'synthesized').length).toBeGreaterThanOrEqual(3);
  });
});

describe('a program that has shown a fault', () => {
  test.each(KEPT)('$title', ({ program: kept, says }) => {
    expect(runProgram(kept)).toEqual({ is: 'refused', message: expect.stringContaining(says) });
  });
});

describe('the check of programs', () => {
  test('takes a gateway that is right', () => {
    expect(runProgram(program({ members: { outputs: true } }))).toEqual({ is: 'synthesized' });
  });

  test('takes a refusal of the library', () => {
    expect(runProgram(program({ members: { outputs: 'yes' } }))).toEqual({ is: 'refused', message: expect.stringMatching(/^'outputs' must be true or false, got "yes"/) });
  });

  test('finds an error of JavaScript', () => {
    expect(runProgram(program({ members: {} }, [{ on: 'cdk-gatehouse.RestGateway', index: 0, method: 'noSuchMethod', args: [] }])))
      .toEqual({ is: 'faulty', problem: expect.stringContaining('TypeError') });
  });

  test('finds an error of the CDK', () => {
    expect(runProgram(program({ members: { restApiProps: { members: { endpointExportName: 'a', endpointConfiguration: { members: { types: 'EDGE' } } } } } })).is).toBe('faulty');
  });

  test('finds what CloudFormation would not take, and text that JavaScript made of what is no text', () => {
    const parameters = (value: unknown) => program({ members: { restApiProps: { members: { parameters: { members: { a: value as never } } } } } });
    expect(runProgram(parameters({ members: { b: 1 } })).is).toBe('faulty');
    expect(runProgram(parameters('[object Object]'))).toEqual({ is: 'faulty', problem: expect.stringContaining('by accident') });
  });

  test('puts a mistake at each place where something is said', () => {
    const said = program({ members: { alertEmails: ['a@example.com'], outputs: true } });
    const faulty = Array.from({ length: 7 }, (_, at) => JSON.stringify(withMistakes(said, [{ at, say: 'WRONG' }])));
    expect(new Set(faulty).size).toBe(7);
    for (const text of faulty) expect(text.split('WRONG')).toHaveLength(2);
  });
});
