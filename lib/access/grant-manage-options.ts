import { ManagementVerb } from './management-verb';

/** What may be managed of an API, and how. */
export interface GrantManageOptions {
  /**
   * What may be done.
   *
   * @default [ManagementVerb.GET]
   */
  readonly verbs?: ManagementVerb[];

  /**
   * What it may be done with: a path below the API, from "/", where "*" stands for any text, "/" included. "/stages/prod" is this stage alone,
   * "/deployments/*" all deployments, "/" the API itself and nothing that belongs to it. The paths are those of the
   * [reference of ARNs](https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html), without the id of the API.
   *
   * @default - the API and everything that belongs to it
   */
  readonly path?: string;
}
