import { createHash } from 'node:crypto';
import { CfnDocumentationPart, CfnDocumentationVersion, CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { Lazy, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { defined } from '../private/defined';
import { tokenPlaceholder } from '../private/tokens';

/** What a part of the documentation is of. */
type Location = CfnDocumentationPart.LocationProperty;

/**
 * The documentation of a REST API in API Gateway: parts, which a document says itself, and a version, a snapshot of the parts, which
 * stages show. The version has another name exactly if a part has changed.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html
 */
export class RestApiDocumentation {
  private readonly parts = new Map<string, string>();
  private readonly stages: CfnStage[] = [];
  private version?: CfnDocumentationVersion;

  /** @param scope where parts and version are defined */
  constructor(private readonly scope: Construct, private readonly api: CfnRestApi) {}

  /** Lets a stage show the documentation, unless it shows a version already. */
  public addStage(stage: CfnStage): void {
    if (stage.documentationVersion !== undefined) return;
    this.stages.push(stage);
    if (this.version) this.show(stage, this.version);
  }

  /** Documents something; nothing if there is nothing to say. */
  public add(location: Location, properties: object): void {
    const said = defined(properties);
    if (Object.keys(said).length === 0) return;
    const { type, path = '', method = '', statusCode = '' } = location;
    const key = [type, method, path, statusCode].filter(Boolean).join(' ');
    const text = JSON.stringify(said);
    this.parts.set(key, text);
    const id = Token.isUnresolved(key) ? tokenPlaceholder(key, this.scope) : key.replace(/\//g, ':');
    const part = new CfnDocumentationPart(this.home, id, { restApiId: this.api.ref, location, properties: text });
    this.version ??= this.defineVersion();
    this.version.node.addDependency(part);
  }

  private get home(): Construct {
    return (this.scope.node.tryFindChild('#Documentation') as Construct | undefined) ?? new Construct(this.scope, '#Documentation');
  }

  private defineVersion(): CfnDocumentationVersion {
    const version = new CfnDocumentationVersion(this.home, 'Version', { restApiId: this.api.ref, documentationVersion: this.versionName });
    for (const stage of this.stages) this.show(stage, version);
    return version;
  }

  private show(stage: CfnStage, version: CfnDocumentationVersion): void {
    stage.documentationVersion = this.versionName;
    stage.node.addDependency(version);
  }

  private get versionName(): string {
    const produce = () => createHash('md5').update(JSON.stringify([...this.parts].sort(([one], [other]) => (one < other ? -1 : 1)))).digest('hex').slice(0, 12);
    return Lazy.uncachedString({ produce });
  }
}

/** The example of a body in JSON, as documentation has it. */
export function exampleOf(example: unknown): object {
  return example === undefined ? {} : { content: { 'application/json': { example } } };
}
