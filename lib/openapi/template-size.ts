import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { attachCustomSynthesis, ISynthesisSession, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { fail } from '../private/errors';

/** Bytes that CloudFormation takes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const TEMPLATE_LIMIT = 1024 * 1024;

const ID = '#Gatehouse:TemplateSize';

/**
 * Fails synthesis if the template with an API's document is longer than CloudFormation takes. Looks at the file that
 * has been written, from behind the stack in the tree.
 */
export function checkTemplateSize(api: CfnRestApi): void {
  const root = Stage.of(api) ?? api.node.root;
  const checks = root.node.tryFindChild(ID) as TemplateSizes | undefined ?? new TemplateSizes(root as Construct);
  checks.stacks.set(Stack.of(api), api);
}

class TemplateSizes extends Construct {
  public readonly stacks = new Map<Stack, CfnRestApi>();

  constructor(scope: Construct) {
    super(scope, ID);
    attachCustomSynthesis(this, {
      onSynthesize: ({ outdir }: ISynthesisSession) => this.stacks.forEach((api, stack) => checkFile(join(outdir, stack.templateFile), api)),
    });
  }
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
