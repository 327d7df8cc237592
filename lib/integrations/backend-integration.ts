import { CfnMethod, CfnRestApi, HttpIntegration, IntegrationConfig, Method, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import { Aspects } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { BackendIntegrationOptions } from './backend-integration-options';
import { checkUrl, TIMEOUT } from './check-calls';
import { checkVpcLinkV1 } from './check-vpc-link';
import { checkRestTimeout } from './rest-checks';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds } from '../private/kinds';

/** A backend that a REST API calls by HTTP. */
export class BackendIntegration extends HttpIntegration {
  constructor(url: string, private readonly given: BackendIntegrationOptions) {
    checkUrl(url);
    checkKinds(given, [['options', isObject, 'options of the L2, such as { timeout: Duration.seconds(5) }']]);
    checkKinds(given.options ?? {}, [TIMEOUT]);
    if (given.options?.vpcLink !== undefined) checkVpcLinkV1(given.options.vpcLink);
    if (given.insecureSkipVerification && url.startsWith('http://')) fail(`'insecureSkipVerification' must be left out for ${show(url)}, which has no certificate`);
    super(url, given);
  }

  public bind(method: Method): IntegrationConfig {
    const { insecureSkipVerification, options: { timeout, responseTransferMode } = {} } = this.given;
    checkRestTimeout(timeout, method.api as IConstruct as Construct, responseTransferMode === ResponseTransferMode.STREAM);
    if (insecureSkipVerification) skipVerification(method);
    return super.bind(method);
  }
}

/** The document of an API takes it, which is made of what its methods say. */
function skipVerification(method: Method): void {
  const visit = (node: IConstruct) => {
    if (CfnMethod.isCfnMethod(node)) node.addPropertyOverride('Integration.TlsConfig.InsecureSkipVerification', true);
  };
  Aspects.of(method).add({ visit });
  method.node.addValidation({
    validate: () => {
      const api = (method.api as IConstruct).node.defaultChild;
      const isDocument = CfnRestApi.isCfnRestApi(api) && api.body !== undefined;
      return isDocument ? [] : [`'insecureSkipVerification' of ${show(`${method.httpMethod} ${method.resource.path}`)} is for APIs that are deployed as a document: take RestLayout.OPENAPI, or the mixin RestApiAsOpenApi`];
    },
  });
}
