import { CfnStage as CfnRestStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnStage as CfnV2Stage } from 'aws-cdk-lib/aws-apigatewayv2';
import { IConstruct } from 'constructs';
import { referencedConstructs } from './tokens';

/** The three kinds of APIs of Amazon API Gateway. */
export type ApiType = 'REST' | 'HTTP' | 'WEBSOCKET';

/** A stage of an API of any type. */
export type AnyStage = CfnRestStage | CfnV2Stage;

/** Whether a construct is the L1 of a stage, of whatever type. */
export function isStage(construct: IConstruct): construct is AnyStage {
  return isRestStage(construct) || CfnV2Stage.isCfnStage(construct);
}

/** Whether a construct is the L1 of a stage of a REST API. */
export function isRestStage(construct: IConstruct): construct is CfnRestStage {
  return CfnRestStage.isCfnStage(construct);
}

/** The type of the API of a stage; undefined if the API was imported and only its id is known. */
export function apiTypeOf(stage: AnyStage): ApiType | undefined {
  if (isRestStage(stage)) return 'REST';
  const api = [...referencedConstructs(stage.apiId, stage)].find((construct) => CfnApi.isCfnApi(construct)) as CfnApi | undefined;
  if (api) return api.protocolType === 'WEBSOCKET' ? 'WEBSOCKET' : 'HTTP'; // without a type it is imported from a document, and of HTTP
  const l2 = stage.node.scope as { isHttpStage?: boolean; api?: { isWebsocketApi?: boolean } } | undefined;
  if (l2?.isHttpStage) return 'HTTP';
  return l2?.api?.isWebsocketApi ? 'WEBSOCKET' : undefined;
}

/** The id of the API of a stage. */
export function apiIdOf(stage: AnyStage): string {
  return isRestStage(stage) ? stage.restApiId : stage.apiId;
}
