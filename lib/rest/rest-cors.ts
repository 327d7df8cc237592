import { CfnMethod, CfnRestApi, Method, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { RestLayout } from './rest-layout';
import { sharePreflight } from '../openapi/definition-reader';
import { addCorsToAnswers } from '../responses/cors-answers';
import { CorsRules } from '../responses/cors-headers';
import { GatewayResponseSet } from '../responses/gateway-response-set';
import { addPreflight, L2Preflights } from '../responses/rest-preflight';

/** Lets browsers of other origins call an API: on every path, and see its errors. */
export class RestCors {
  /** The L2 adds one to each of its resources, which a document needs once. */
  private readonly preflights?: L2Preflights;

  constructor(api: RestApi, private readonly cors: CorsRules, layout?: RestLayout) {
    GatewayResponseSet.of(api.node.defaultChild as CfnRestApi).addCors(cors);
    if (layout === RestLayout.RESOURCES) this.preflights = new L2Preflights(api, cors);
    else sharePreflight(addPreflight(api.root, cors).node.defaultChild as CfnMethod);
  }

  /** Lets browsers call a route, and see what it answers, if API Gateway makes the answers. */
  public addTo(method: Method, route: string): void {
    this.preflights?.finish(method.resource);
    addCorsToAnswers(method.node.defaultChild as CfnMethod, this.cors, route);
  }
}
