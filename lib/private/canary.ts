import { AnyStage, isRestStage } from './api-type';

/** Whether a stage has canary releases: a part of its requests goes to another deployment. */
export function hasCanaries(stage: AnyStage | undefined): boolean {
  return stage !== undefined && isRestStage(stage) && stage.canarySetting !== undefined;
}
