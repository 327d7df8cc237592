import { Lazy, Mixin, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AnyStage, isRestStage, isStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { checkVariable } from '../private/stage-variables';

/** Properties of `StageVariables`. */
export interface StageVariablesProps {
  /** The variables, by name. */
  readonly variables: Record<string, string>;
}

/**
 * Variables of a stage, of an API of any type. Adds to those that the stage has; of two of one name, the mixin's holds.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
 */
export class StageVariables extends Mixin {
  constructor(private readonly props: StageVariablesProps) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    const { variables } = this.props;
    if (typeof variables !== 'object' || variables === null) fail(`'variables' must be values by name, such as { table: "orders" }, got ${show(variables)}`, stage);
    for (const [name, value] of Object.entries(variables)) checkVariable('variables', name, value, stage);
    if (Object.keys(variables).length > 100) fail(`'variables' must be at most 100, got ${Object.keys(variables).length}: API Gateway takes no more for a stage`, stage);
    const before = isRestStage(stage) ? stage.variables : stage.stageVariables;
    // the L2 of a HTTP or WebSocket stage collects its own until synthesis
    const produce = () => ({ ...stage.stack.resolve(before), ...variables });
    const all = Token.isUnresolved(before) ? Lazy.any({ produce }) : { ...before, ...variables };
    if (isRestStage(stage)) stage.variables = all;
    else stage.stageVariables = all;
  }
}
