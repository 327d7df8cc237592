import { Construct } from 'constructs';
import { noteAliasVariable } from '../private/alias-variables';
import { AnyStage, isRestStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { InvokePermissions } from '../private/invoke-permissions';
import { StagedFunction } from '../release/staged-function';
import { StageVariables } from '../stages/stage-variables';

/** The stages of a gateway, of whatever type. */
interface Stages {
  forEachStage(visit: (stage: AnyStage, stageName: string) => void): void;
}

/** The staged functions of a gateway: each stage gets the name of its alias in a variable, and may call that alias only. */
export class StagedFunctions {
  private readonly known = new Map<string, StagedFunction>();

  constructor(
    private readonly gateway: Construct,
    private readonly stages: Stages,
    private readonly permissions: InvokePermissions,
  ) {}

  /** Lets every stage call its alias of a function, also the stages to come. */
  public use(staged: StagedFunction): void {
    const other = this.known.get(staged._variable);
    if (other === staged) return;
    if (other) {
      fail(`the ids of [${other.node.path}] and [${staged.node.path}] must differ, since both name the stage variable ${show(staged._variable)}: give one of them another id`, this.gateway);
    }
    this.known.set(staged._variable, staged);
    this.permissions.leaveTo(staged._functionArn);
    this.stages.forEachStage((stage, stageName) => {
      const alias = staged.aliasFor(stageName);
      this.permissions.allowForStage(alias, stage, stageName, staged.handler);
      this.checkVariable(staged, stage);
      noteAliasVariable(stage, staged._variable, staged);
      stage.with(new StageVariables({ variables: { [staged._variable]: alias.aliasName } }));
    });
  }

  /** A variable of that name would be lost. */
  private checkVariable(staged: StagedFunction, stage: AnyStage): void {
    const variables = isRestStage(stage) ? stage.variables : stage.stageVariables;
    const value = stage.stack.resolve(variables)?.[staged._variable]; // the L2 of a HTTP or WebSocket stage collects them in a token
    if (value !== undefined) fail(`the stage variable ${show(staged._variable)} is that of [${staged.node.path}], and must not be in 'variables': call yours otherwise`, stage);
  }
}
