import { Physical, ResourceFailure, ResourceHandler, Variant } from './stack';
import { ResolvedProperties } from './template';
import type { ControlPlane } from '../../support/api-gateway';

/** The properties of a stage that the model has, by their paths in UpdateStage. */
function pathsOf(properties: ResolvedProperties): Record<string, string> {
  const variables = properties.Variables as Record<string, string>;
  return {
    '/deploymentId': properties.DeploymentId as string,
    '/description': properties.Description as string,
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`/variables/${name}`, value])),
  };
}

/** CloudFormation's handler of AWS::ApiGateway::Stage. What API Gateway refuses is kept in `refused`. */
export class StageHandler implements ResourceHandler {
  constructor(
    private readonly plane: ControlPlane,
    private readonly variant: Variant,
    private readonly refused: string[],
    /** Whether the next update fails, before or after it is applied. */
    private readonly fails: () => 'before' | 'after' | undefined,
  ) {}

  public async create(_id: string, properties: ResolvedProperties): Promise<Physical> {
    const fails = this.fails();
    if (fails === 'before') throw new ResourceFailure('the stage failed');
    this.call(() => this.plane.call('CreateStage', {
      restApiId: properties.RestApiId as string,
      stageName: properties.StageName as string,
      deploymentId: properties.DeploymentId as string,
      description: properties.Description as string,
      variables: properties.Variables as Record<string, string>,
    }));
    if (fails === 'after') throw new ResourceFailure('the stage did not stabilize', properties.StageName as string);
    return { physicalId: properties.StageName as string };
  }

  public async update(id: string, physicalId: string, properties: ResolvedProperties, previous: ResolvedProperties): Promise<Physical> {
    if (properties.RestApiId !== previous.RestApiId || properties.StageName !== previous.StageName) return this.create(id, properties);
    const fails = this.fails();
    if (fails === 'before') throw new ResourceFailure('the stage failed');
    const [before, after] = [pathsOf(previous), pathsOf(properties)];
    const patchOperations = [
      ...Object.entries(after).filter(([path, value]) => this.variant.resend === 'all' || before[path] !== value).map(([path, value]) => ({ op: 'replace' as const, path, value })),
      ...Object.keys(before).filter((path) => !(path in after)).map((path) => ({ op: 'remove' as const, path })),
    ];
    if (patchOperations.length > 0) {
      this.call(() => this.plane.call('UpdateStage', { restApiId: properties.RestApiId as string, stageName: properties.StageName as string, patchOperations }));
    }
    if (fails === 'after') throw new ResourceFailure('the stage did not stabilize');
    return { physicalId };
  }

  public async delete(_id: string, physicalId: string, properties: ResolvedProperties): Promise<void> {
    this.call(() => this.plane.call('DeleteStage', { restApiId: properties.RestApiId as string, stageName: physicalId }));
  }

  private call(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      this.refused.push((error as Error).message);
      throw new ResourceFailure((error as Error).message);
    }
  }
}
