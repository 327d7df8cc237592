import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { attachCustomSynthesis, ISynthesisSession, Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { fail } from '../private/errors';

/** Bytes that CloudFormation takes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const TEMPLATE_LIMIT = 1024 * 1024;

const ID = '#Gatehouse:TemplateSizes';

/**
 * Fails synthesis if a template with an API's document is longer than CloudFormation takes. Looks at the files when they
 * have been written: the check is the last child of the root, behind all stacks, and so has to be asked for at each
 * synthesis.
 */
export function checkTemplateSizes(root: IConstruct, apis: CfnRestApi[]): void {
  root.node.tryRemoveChild(ID);
  const stacks = new Map(apis.map((api) => [Stack.of(api), api]));
  attachCustomSynthesis(new Construct(root as Construct, ID), {
    onSynthesize: ({ outdir }: ISynthesisSession) => stacks.forEach((api, stack) => checkFile(join(outdir, stack.templateFile), api)),
  });
}

function checkFile(file: string, api: CfnRestApi): void {
  const { size } = statSync(file);
  if (size <= TEMPLATE_LIMIT) return;
  const text = readFileSync(file, 'utf8');
  const shortest = Buffer.byteLength(JSON.stringify(JSON.parse(text)));
  const remedy = shortest <= TEMPLATE_LIMIT && shortest < size
    ? `without indentation it has ${shortest}: set "@aws-cdk/core:suppressTemplateIndentation": true in the context of cdk.json`
    : 'split the API into several behind one custom domain, each with a base path of its own';
  fail(`the template with the document of the API has ${size} bytes, and CloudFormation takes ${TEMPLATE_LIMIT}; ${remedy}`, api);
}
