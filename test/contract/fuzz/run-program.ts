import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { methodsOf, TypeReference, TYPES } from './assembly';
import { enumOf, lookUp } from './enums';
import { GIVEN } from './given';
import { Program, Said } from './said';
import { fail } from '../../../lib/private/errors';
import { specProblems } from '../support/service-spec';

/** What came of a program. */
export type Outcome = { readonly is: 'synthesized' } | { readonly is: 'refused'; readonly message: string } | { readonly is: 'faulty'; readonly problem: string };

const OURS = errorOf(() => fail('ours'))!.constructor;

/** A stack with a gateway in it, and the things that calls are made on. */
class World {
  public readonly stack: Stack;
  private readonly things = new Map<string, unknown[]>();
  private readonly given = new Map<string, unknown>();
  private count = 0;

  constructor(app: App) {
    this.stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  }

  public run({ gateway, props, calls }: Program): void {
    const [type, method] = splitMember(gateway);
    const build = lookUp(type);
    const args = [this.stack, 'Api', this.value(props)];
    const made = method ? build[method](...args) : new build(...args);
    this.keep({ fqn: type }, made);
    for (const { on, index, method: name, args: said } of calls) {
      const things = this.things.get(on) ?? [];
      if (things.length === 0) continue;
      const thing: any = things[index % things.length];
      const result = thing[name](...said.map((each) => this.value(each)));
      const returns = methodsOf(on).find((each) => each.name === name)?.returns;
      if (returns) this.keep(returns.type, result);
    }
  }

  /** Keeps a thing, and what its properties hold, for later calls. */
  private keep({ fqn }: TypeReference, thing: any): void {
    if (!fqn || TYPES[fqn]?.kind !== 'class' || thing === undefined) return;
    this.things.set(fqn, [...this.things.get(fqn) ?? [], thing]);
    for (let type: string | undefined = fqn; type && TYPES[type]; type = TYPES[type].base) {
      for (const { name, type: of, static: isStatic } of TYPES[type].properties ?? []) {
        if (isStatic || !of.fqn || TYPES[of.fqn]?.kind !== 'class') continue;
        let inner;
        try { inner = thing[name]; } catch (error) { if ((error as Error).constructor !== OURS) throw error; }
        this.keep(of, inner);
      }
    }
  }

  private value(said: Said): any {
    if (Array.isArray(said)) return said.map((each) => this.value(each));
    if (typeof said !== 'object' || said === null) return said;
    if ('members' in said) return Object.fromEntries(Object.entries(said.members).map(([name, value]) => [name, this.value(value)]));
    if ('odd' in said) return this.odd(said.odd);
    if ('given' in said) return this.give(said.given, said.index);
    const [type, member] = splitMember(said.made);
    const from = lookUp(type);
    if (!member) return new from(this.stack, this.freeId(), ...(said.args ?? []).map((each) => this.value(each)));
    return said.args ? from[member](...said.args.map((each) => this.value(each))) : from[member];
  }

  private give(fqn: string, index: number): unknown {
    const values = enumOf(fqn);
    if (values) return values[index % values.length];
    if (this.things.has(fqn)) return this.things.get(fqn)![index];
    const key = `${fqn} ${index}`;
    const makers = GIVEN[fqn.replace('aws-cdk-lib.', '')];
    if (!makers) return undefined; // what a gateway alone gives, and did not
    if (!this.given.has(key)) this.given.set(key, makers[index % makers.length](this.stack, this.freeId()));
    return this.given.get(key);
  }

  private freeId(): string {
    return `Given${this.count++}`;
  }

  private odd(odd: string): unknown {
    switch (odd) {
      case 'NaN': return NaN;
      case 'Infinity': return Infinity;
      case 'date': return new Date('2027-01-01');
      case 'wrongDate': return new Date(NaN);
      case 'token': return Lazy.string({ produce: () => 'later' });
      case 'tokenNumber': return Lazy.number({ produce: () => 7 });
      case 'tokenList': return Lazy.list({ produce: () => ['later'] });
      case 'instance': return Duration.seconds(7);
      case 'function': return () => 7;
      case 'cycle': { const cycle: any = {}; cycle.cycle = cycle; return cycle; }
      default: return undefined;
    }
  }
}

/** The type of a member, and its name, which a constructor has not. */
function splitMember(member: string): [type: string, name?: string] {
  if (TYPES[member]) return [member];
  const dot = member.lastIndexOf('.');
  return [member.slice(0, dot), member.slice(dot + 1)];
}

function errorOf(action: () => void): Error | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error instanceof Error || typeof (error as Error)?.message === 'string' ? error as Error : new Error(`thrown: ${String(error)}`);
  }
}

function refused(error: Error): Outcome {
  if (error.constructor === OURS) return { is: 'refused', message: error.message };
  const lines = /^Validation failed with the following errors:\n/.test(error.message) ? error.message.split('\n').slice(1).join('\n').split(/\n(?= {2}\[)/) : [];
  if (lines.length > 0 && lines.every((line) => !/Error:|Cannot read|is not a function/.test(line))) return { is: 'refused', message: error.message };
  return { is: 'faulty', problem: `${error.name}: ${error.message}\n${(error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 14).join('\n')}` };
}

/** Text of a template that no one has said, and that JavaScript makes of what is no text. */
const BY_ACCIDENT = /\[object |\bundefined\b|\bNaN\b|\bInfinity\b|\$\{Token\[/;

/** Runs a program, and looks at the templates. */
export function runProgram(program: Program): Outcome {
  const outdir = mkdtempSync(path.join(tmpdir(), 'gatehouse-fuzz-'));
  try {
    const app = new App({ treeMetadata: false, analyticsReporting: false, outdir, context: { [cxapi.DISABLE_ASSET_STAGING_CONTEXT]: true } });
    const failure = errorOf(() => {
      new World(app).run(program);
      app.synth();
    });
    if (failure) return refused(failure);
    const templates = readdirSync(outdir).filter((file) => file.endsWith('.template.json')).map((file) => readFileSync(path.join(outdir, file), 'utf8'));
    const problems = templates.flatMap((template) => [...specProblems(JSON.parse(template)), ...template.split('\n').filter((line) => BY_ACCIDENT.test(line)).map((line) => `by accident: ${line.trim()}`)]);
    return problems.length > 0 ? { is: 'faulty', problem: problems.join('\n') } : { is: 'synthesized' };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

