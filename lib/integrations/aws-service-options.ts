import { ContentHandling, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { MappingTemplate } from './mapping-template';
import { ServiceIntegrationOptions } from './service-integration-options';

/** Options of `Integrations.awsService`. Exactly one of `action` and `path` is set. */
export interface AwsServiceOptions extends ServiceIntegrationOptions {
  /** The host name of the service: "translate" of "translate.eu-west-1.amazonaws.com". */
  readonly service: string;

  /**
   * What is asked of a service that is called by the names of its actions: "TranslateText".
   *
   * @default - `path` is set
   */
  readonly action?: string;

  /**
   * The path of a service that is called by paths, without "/" in front.
   *
   * @default - `action` is set
   */
  readonly path?: string;

  /**
   * The method by which the service is called.
   *
   * @default 'POST'
   */
  readonly httpMethod?: string;

  /** What API Gateway may do there: "translate:TranslateText". */
  readonly actions: string[];

  /** What it may do that to. A service without resources has "*": write it with the reason beside it. */
  readonly resourceArns: string[];

  /**
   * The body of the request.
   *
   * @default - the body passes as it is
   */
  readonly request?: MappingTemplate;

  /**
   * What the service gets besides the body: `{ 'integration.request.header.X-Amz-Target': "'AWSShineFrontendService_20170701.TranslateText'" }`.
   *
   * @default - nothing
   */
  readonly requestParameters?: Record<string, string>;

  /**
   * The Region of the service.
   *
   * @default - that of the API
   */
  readonly region?: string;

  /**
   * How the body changes between text and bytes before it is sent: `CONVERT_TO_BINARY` for a service that takes bytes.
   *
   * @default - it does not
   */
  readonly contentHandling?: ContentHandling;

  /**
   * What happens to a body that `request` is not for, which is one that is not JSON.
   *
   * @default PassthroughBehavior.NEVER with `request`: it gets 415; otherwise WHEN_NO_TEMPLATES, it passes
   */
  readonly passthroughBehavior?: PassthroughBehavior;
}
