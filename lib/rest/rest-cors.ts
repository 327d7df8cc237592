import { CfnGatewayResponse, CfnMethod, CfnRestApi, Method, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AspectPriority, Aspects, Stage } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { RestLayout } from './rest-layout';
import { sharePreflight } from '../private/shared-preflight';
import { addCorsToAnswers } from '../responses/cors-answers';
import { choosesOrigin, CorsRules } from '../responses/cors-headers';
import { GatewayResponseSet } from '../responses/gateway-response-set';
import { addPreflight, L2Preflights } from '../responses/rest-preflight';

/** Lets browsers of other origins call an API: on every path, and see its errors. */
export class RestCors {
  /** The L2 adds one to each of its resources, which a document needs once. */
  private readonly preflights?: L2Preflights;

  private readonly seen = new Set<IConstruct>();

  constructor(private readonly api: RestApi, private readonly cors: CorsRules, layout?: RestLayout) {
    GatewayResponseSet.of(this.cfnApi).addCors(cors);
    if (layout === RestLayout.RESOURCES) {
      this.preflights = new L2Preflights(api, cors);
      this.preflights.seeAbove(api.root);
      api.latestDeployment!.addToLogicalId({ cors: { ...cors, maxAge: cors.maxAge?.toSeconds() } }); // the L2 has hashed its own preflights
    } else {
      sharePreflight(addPreflight(api.root, cors).node.defaultChild as CfnMethod);
    }
    // what is added to the L2 itself, here or in another stack
    Aspects.of(Stage.of(api) ?? api.node.root).add({ visit: (node) => this.visit(node) }, { priority: AspectPriority.MUTATING });
    api.node.addValidation({ validate: () => this.problems() });
  }

  /** Lets browsers call a route, and see what it answers, if API Gateway makes the answers. */
  public addTo(method: Method, route: string): void {
    this.preflights?.seeAbove(method.resource);
    this.finish(method.node.defaultChild as CfnMethod, route);
  }

  /** Whether an answer is another for each of several origins. */
  public get answersDiffer(): boolean {
    return choosesOrigin(this.cors);
  }

  private visit(node: IConstruct): void {
    if (CfnMethod.isCfnMethod(node) && node.restApiId === this.api.restApiId) {
      const path = (node.node.scope as Partial<Method>).resource?.path ?? node.node.path;
      this.finish(node, `${node.httpMethod} ${path}`);
    } else if (CfnGatewayResponse.isCfnGatewayResponse(node) && node.restApiId === this.api.restApiId) {
      GatewayResponseSet.of(this.cfnApi).addCorsTo(node);
    }
  }

  private finish(method: CfnMethod, route: string): void {
    if (this.seen.has(method)) return;
    this.seen.add(method);
    this.preflights?.see(method);
    if (method.httpMethod !== 'OPTIONS') addCorsToAnswers(method, this.cors, route);
  }

  /** Browsers send preflights without authorization and without a key. */
  private problems(): string[] {
    const methods = [...this.seen].filter((node): node is CfnMethod => CfnMethod.isCfnMethod(node));
    return methods.filter(({ httpMethod, authorizationType = 'NONE', apiKeyRequired }) => httpMethod === 'OPTIONS' && (authorizationType !== 'NONE' || apiKeyRequired === true)).map((method) =>
      `the method OPTIONS at [${method.node.path}] takes preflight requests from 'cors', and refuses them, since browsers send them without authorization and without a key: leave it out, or open it`);
  }

  private get cfnApi(): CfnRestApi {
    return this.api.node.defaultChild as CfnRestApi;
  }
}
