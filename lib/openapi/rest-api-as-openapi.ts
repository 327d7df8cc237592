import { CfnRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnResource, Fn, Lazy, Mixin, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { DocumentBody } from './document-body';
import { checkFold } from './fold-checks';
import { RestApiFold } from './rest-api-fold';
import { fail } from '../private/errors';
import { InvokePermissions } from '../private/invoke-permissions';
import { isBeingRead } from '../private/left-out-resource';

/** Properties of `RestApiAsOpenApi`. */
export interface RestApiAsOpenApiProps {
  /**
   * Whether API Gateway refuses a document about which it has a warning, instead of leaving out what it does not
   * understand.
   *
   * @default - what the API says, otherwise true
   */
  readonly failOnWarnings?: boolean;
}

/**
 * Deploys a REST API as one OpenAPI document instead of a resource for each path, method and model.
 *
 * The constructs that define the API stay as they are, for aspects and for cdk-nag; their resources leave the
 * template, and the API gets the document as its `Body`. A deployment then is exactly what the code says: no removed
 * route stays live, and no route is created on its own. Replaces the API's `Body`, `Mode` and `FailOnWarnings`,
 * adds to its `Parameters`, and replaces the logical id of the L2's deployment, and the Lambda permissions of the L2.
 *
 * For an API that is deployed already, this replaces all of its routes at once: see docs/openapi-layout.md first.
 *
 * @example
 *
 * const api = new apigateway.RestApi(this, 'Orders');
 * api.with(new mixins.RestApiAsOpenApi());
 */
export class RestApiAsOpenApi extends Mixin {
  constructor(private readonly props: RestApiAsOpenApiProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return CfnRestApi.isCfnRestApi(construct);
  }

  public applyTo(construct: IConstruct): void {
    const api = construct as CfnRestApi;
    if (RestApiFold.of(api)) return;
    for (const property of ['body', 'bodyS3Location', 'cloneFrom'] as const) {
      if (api[property]) fail(`'${property}' of the API says already what its routes are: leave it out, or leave the API as it is`, api);
    }
    const fold = new RestApiFold(api);
    api.body = new DocumentBody(api, () => fold.content.template);
    api.mode = 'overwrite'; // API Gateway's default keeps routes that are not in the document
    api.failOnWarnings = this.props.failOnWarnings ?? api.failOnWarnings ?? true;
    const { parameters } = api;
    if (!Token.isUnresolved(parameters)) api.parameters = Lazy.uncachedAny({ produce: () => ({ ...endpointParameters(fold), ...parameters }) });
    InvokePermissions.of(api);
    followContent(api, fold);
    checkFold(fold);
  }
}

/** Without it, an import makes the API edge-optimized. */
function endpointParameters(fold: RestApiFold): Record<string, string> | undefined {
  if (isBeingRead(fold.api)) return undefined;
  const types = fold.content.properties.EndpointConfiguration?.Types;
  return types && { endpointConfigurationTypes: Array.isArray(types) && types.length === 1 ? types[0] : Fn.select(0, types) };
}

/** The L2 itself adds what it has defined; the document says that already. */
function isOfL2(data: any): boolean {
  const keys = Object.keys(data ?? {});
  return ['method', 'resource', 'model', 'gatewayResponse', 'authorizer', 'validator'].some((key) => keys.includes(key));
}

/** The L2's deployment gets another logical id, and so is made anew, exactly if what it takes a snapshot of changes. */
function followContent(api: CfnRestApi, fold: RestApiFold): void {
  const { latestDeployment } = api.node.scope as Partial<RestApi>;
  const deployment = latestDeployment?.node.defaultChild;
  if (!latestDeployment || !CfnResource.isCfnResource(deployment)) return;
  const add = latestDeployment.addToLogicalId.bind(latestDeployment);
  latestDeployment.addToLogicalId = (data) => {
    if (!isOfL2(data)) fold.redeployOn.push(data);
    add(data);
  };
  const logicalId = Stack.of(deployment).getLogicalId(deployment);
  deployment.overrideLogicalId(Lazy.uncachedString({
    produce: (context) => (context.preparing ? logicalId : `${logicalId}${fold.fingerprint}`), // while it prepares, the CDK looks for references only
  }));
}
