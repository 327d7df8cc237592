import { IConstruct } from 'constructs';
import { AnyStage, apiIdOf, isRestStage, isStage } from '../private/api-type';
import { fail, show } from '../private/errors';

/** A stage, as CloudTrail names it. */
export interface AuditedStage {
  /** What of the parameters of a call says that it is about the stage. */
  readonly requestParameters: object[];
  readonly stageName: string;
}

/** A stage of any type, L1 or L2, defined or imported. */
export function auditedStage(stage: IConstruct, scope: IConstruct): AuditedStage {
  const child = stage?.node?.defaultChild;
  const l1 = isStageL1(stage) ? stage : isStageL1(child) ? child : undefined;
  if (l1) return isRestStage(l1) ? restStage(apiIdOf(l1), l1.stageName ?? l1.ref) : v2Stage(apiIdOf(l1), l1.stageName, l1.autoDeploy === true);
  const { stageName, restApi, api } = (stage ?? {}) as { stageName?: string; restApi?: { restApiId: string }; api?: { apiId: string } };
  if (stageName && restApi) return restStage(restApi.restApiId, stageName);
  if (stageName && api) return v2Stage(api.apiId, stageName, true);
  return fail(`'stage' must be a stage of an API, got ${show(stage)}: write 'gateway.stage' of a gateway, for example`, scope);
}

function isStageL1(construct: unknown): construct is AnyStage {
  return typeof construct === 'object' && construct !== null && isStage(construct as IConstruct);
}

/** A deployment may be made and put on a stage by one call. */
function restStage(restApiId: string, stageName: string): AuditedStage {
  return {
    stageName,
    requestParameters: [
      { restApiId: [restApiId], stageName: [stageName] },
      { restApiId: [restApiId], createDeploymentInput: { stageName: [stageName] } },
    ],
  };
}

/** What changes the API changes a stage that deploys by itself. */
function v2Stage(apiId: string, stageName: string, deploysByItself: boolean): AuditedStage {
  const ofApi = deploysByItself ? [{ apiId: [apiId], stageName: [{ exists: false }] }] : [];
  return { stageName, requestParameters: [{ apiId: [apiId], stageName: [stageName] }, ...ofApi] };
}
