import { IConstruct } from 'constructs';
import { AnyStage } from './api-type';

/** By stages, the variables that name the alias of a function that the stage calls, with whose they are. */
const ALIAS_VARIABLES = new WeakMap<AnyStage, Map<string, IConstruct>>();

/** Notes that a variable of a stage names the alias that it calls. */
export function noteAliasVariable(stage: AnyStage, name: string, owner: IConstruct): void {
  ALIAS_VARIABLES.set(stage, (ALIAS_VARIABLES.get(stage) ?? new Map<string, IConstruct>()).set(name, owner));
}

/** Whose alias a variable of a stage names, if it does. */
export function aliasVariableOwner(stage: AnyStage, name: string): IConstruct | undefined {
  return ALIAS_VARIABLES.get(stage)?.get(name);
}
