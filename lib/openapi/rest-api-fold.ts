import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnResource, Stack, Stage } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { membersOf } from './api-members';
import { CompiledApi, compileApi } from './compile-api';
import { readDefinition } from './definition-reader';
import { DocumentTemplate } from './document-body';
import { fingerprint } from './fingerprint';
import { moveDependencies } from './fold-dependencies';
import { Variant } from './imported-parts';
import { warnOfResourceQuota } from './resource-quota';
import { Properties } from './rest-api-definition';
import { beforePreparation } from './synthesis-hook';
import { checkTemplateSizes } from './template-size';
import { markCompiled } from '../private/compiled-document';
import { leaveOut } from '../private/left-out-resource';

/** An API read as a document. */
export interface FoldedApi extends CompiledApi {
  /** The document, for the passes of the CDK. */
  readonly template: DocumentTemplate;
  /** The properties of the API itself. */
  readonly properties: Properties;
  /** What the document replaces. */
  readonly folded: CfnResource[];
  /** What names the API in another stack, so that the document cannot replace it. */
  readonly elsewhere: CfnResource[];
}

/** How an API is read. */
export interface ReadApiOptions {
  /** What belongs to it; looked for if not given. */
  readonly members?: CfnResource[];
  /** Of an API that was made of a document: what API Gateway takes of that, or all. */
  readonly variant?: Variant;
}

/** Reads an API, as it is now, as a document. */
export function readApi(api: CfnRestApi, { members = membersNow(api), variant = 'taken' }: ReadApiOptions = {}): FoldedApi {
  const isHere = (resource: CfnResource) => Stack.of(resource) === Stack.of(api);
  const folded = members.filter(isHere);
  const definition = readDefinition(api, folded, variant);
  const compiled = compileApi(definition);
  return {
    ...compiled,
    template: new DocumentTemplate(compiled.document),
    properties: definition.properties,
    folded,
    elsewhere: members.filter((resource) => !isHere(resource)),
  };
}

function membersNow(api: CfnRestApi): CfnResource[] {
  return membersOf(Stage.of(api) ?? api.node.root, [api]).get(api)!;
}

const FOLD = Symbol.for('cdk-gatehouse.restApiFold');
const FOLDS = Symbol.for('cdk-gatehouse.restApiFolds');

/** The document of an API takes the place of the resources that define its routes. */
export class RestApiFold {
  /** The fold of an API, if it has one. */
  public static of(api: CfnRestApi): RestApiFold | undefined {
    return (api as any)[FOLD];
  }

  /** What users want to redeploy on, besides what a deployment takes a snapshot of. */
  public readonly redeployOn: unknown[] = [];

  private prepared?: FoldedApi;
  private preparedFingerprint?: string;

  constructor(public readonly api: CfnRestApi) {
    Object.defineProperty(api, FOLD, { value: this });
    markCompiled(api);
    foldsOf(api).push(this);
  }

  /** The API as a document: while a template is prepared and written always the same one, before that as it is now. */
  public get content(): FoldedApi {
    return this.prepared ?? readApi(this.api);
  }

  /** Changes with what a deployment takes a snapshot of. */
  public get fingerprint(): string {
    const { template, properties } = this.content;
    if (!this.prepared) return fingerprint(template, properties, this.redeployOn, this.api);
    return this.preparedFingerprint ??= fingerprint(template, properties, this.redeployOn, this.api);
  }

  /** Holds on to the API as it is now, and leaves what it consists of out of the template. */
  public prepare(members: CfnResource[]): void {
    this.prepared = readApi(this.api, { members });
    this.preparedFingerprint = undefined;
    for (const resource of this.prepared.folded) leaveOut(resource);
    warnOfResourceQuota(this.api, this.prepared.paths);
  }
}

/** The folds of the stage of the app, which are prepared together. */
function foldsOf(scope: IConstruct): RestApiFold[] {
  const root = Stage.of(scope) ?? scope.node.root;
  const known: RestApiFold[] | undefined = (root as any)[FOLDS];
  if (known) return known;
  const folds: RestApiFold[] = [];
  Object.defineProperty(root, FOLDS, { value: folds });
  beforePreparation(root, () => {
    const present = folds.filter(({ api }) => isInTree(api));
    const apis = present.map(({ api }) => api);
    const members = membersOf(root, apis);
    moveDependencies(root, members);
    for (const fold of present) fold.prepare(members.get(fold.api)!);
    checkTemplateSizes(root, apis);
  });
  return folds;
}

/** Whether nothing above a construct has been removed from the tree since. */
function isInTree(construct: IConstruct): boolean {
  return construct.node.scopes.every(({ node }) => !node.scope || node.scope.node.tryFindChild(node.id)?.node === node);
}
