import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from './errors';

/** Checks the name and the value of a stage variable, which `prop` says. */
export function checkVariable(prop: string, name: string, value: unknown, scope: IConstruct): void {
  if (!/^[A-Za-z0-9_]{1,64}$/.test(name)) {
    fail(`'${prop}' must have names of 1 to 64 letters, digits and underscores, got ${show(name)}: write ${show(name.replace(/[^A-Za-z0-9_]/g, '_').slice(0, 64) || 'name')}`, scope);
  }
  if (typeof value !== 'string') fail(`'${prop}.${name}' must be text, got ${show(value)}: write ${show(String(value))}`, scope);
  if (!Token.isUnresolved(value) && !/^[A-Za-z0-9-._~:/?#&=,]{1,512}$/.test(value)) {
    fail(`'${prop}.${name}' must be 1 to 512 letters, digits and - . _ ~ : / ? # & = , got ${show(value)}: API Gateway takes no other characters`, scope);
  }
}
