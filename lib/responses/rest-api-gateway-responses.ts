import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { checkCors } from './check-cors';
import { CorsSettings } from './cors-settings';
import { GatewayResponseSet } from './gateway-response-set';
import { GatewayResponses } from './gateway-responses';
import { isObject } from '../private/is-object';
import { checkKinds, has, Kinds } from '../private/kinds';

const KINDS: Kinds<RestApiGatewayResponsesProps> = [
  ['responses', has('_contentFor', 'function'), 'GatewayResponses.plain() or GatewayResponses.problemJson()'],
  ['cors', isObject, 'options, such as { allowOrigins: ["https://shop.example.com"] }'],
];

/** Properties of `RestApiGatewayResponses`. */
export interface RestApiGatewayResponsesProps {
  /**
   * What the errors look like.
   *
   * @default GatewayResponses.plain()
   */
  readonly responses?: GatewayResponses;

  /**
   * Which browsers of other origins get to see the errors, so that to them a 403 is a 403, and not a network that fails.
   *
   * @default - none
   */
  readonly cors?: CorsSettings;
}

/**
 * The errors that API Gateway answers by itself: their bodies, and the headers without which browsers hide them.
 *
 * Defines an `AWS::ApiGateway::GatewayResponse` for each type of error that is answered in another way than API Gateway's own.
 *
 * @example
 *
 * declare const legacy: apigateway.RestApi;
 * legacy.with(new mixins.RestApiGatewayResponses({ responses: GatewayResponses.problemJson() }));
 */
export class RestApiGatewayResponses extends Mixin {
  constructor(private readonly props: RestApiGatewayResponsesProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return CfnRestApi.isCfnRestApi(construct);
  }

  public applyTo(construct: IConstruct): void {
    checkKinds(this.props, KINDS, construct);
    const { responses = GatewayResponses.plain(), cors } = this.props;
    if (cors) checkCors(cors, construct, { subDomains: true });
    const set = GatewayResponseSet.of(construct as CfnRestApi);
    set.usePreset(responses);
    if (cors) set.addCors(cors);
  }
}
