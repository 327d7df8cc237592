import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/** Checks that the name of a further stage is there and known, since its construct is called by it. */
export function checkFurtherStageName(stageName: string, scope: IConstruct): void {
  if (typeof stageName !== 'string') fail(`'stageName' of a further stage must be text, got ${show(stageName)}: write 'beta', for example`, scope);
  if (Token.isUnresolved(stageName)) fail("'stageName' of a further stage must be known at synthesis, got a token: write 'beta', for example", scope);
}
