import { CfnIntegration, HttpIntegrationType, HttpRouteIntegration, HttpRouteIntegrationBindOptions, HttpRouteIntegrationConfig, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { withReferences } from '../openapi/integration-properties';
import { OpenApiObject } from '../openapi/rest-api-definition';
import { isPlainObject } from '../private/is-object';

/** The integration that an operation of a document has itself. */
export class DocumentIntegration extends HttpRouteIntegration {
  constructor(private readonly scope: Construct, private readonly key: string, private readonly extension: OpenApiObject) {
    super(key);
  }

  public _bindToRoute({ route }: HttpRouteIntegrationBindOptions): { readonly integrationId: string } {
    const { extension } = this;
    const l1 = new CfnIntegration(this.scope, this.key, {
      apiId: route.httpApi.apiId,
      integrationType: typeOf(extension),
      integrationSubtype: extension.integrationSubtype,
      integrationUri: withReferences(extension.uri),
      integrationMethod: extension.httpMethod,
      connectionId: withReferences(extension.connectionId),
      connectionType: extension.connectionType,
      credentialsArn: withReferences(extension.credentials),
      description: extension.description,
      payloadFormatVersion: String(extension.payloadFormatVersion ?? PayloadFormatVersion.VERSION_1_0.version),
      requestParameters: extension.requestParameters,
      responseParameters: isPlainObject(extension.responseParameters) ? responseParameters(extension.responseParameters) : undefined,
      timeoutInMillis: extension.timeoutInMillis,
      tlsConfig: extension.tlsConfig,
    });
    return { integrationId: l1.ref };
  }

  public bind(): HttpRouteIntegrationConfig {
    return { type: typeOf(this.extension) as HttpIntegrationType, payloadFormatVersion: PayloadFormatVersion.VERSION_1_0 };
  }
}

/** The type of an integration as CloudFormation calls it. */
export function typeOf({ type }: OpenApiObject): string {
  return String(type).toUpperCase();
}

/** By status, in a document as "overwrite:header.x: value", in CloudFormation as a list. */
function responseParameters(byStatus: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(byStatus).map(([status, given]) => {
    const mapping = Object.entries(isPlainObject(given) ? given : {});
    return [status, { ResponseParameters: mapping.map(([destination, source]) => ({ Destination: destination, Source: source })) }];
  }));
}
