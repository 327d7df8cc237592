import { TemplateResource } from './assembly';
import { BilledParts } from '../../lib/cost/billed-parts';
import { OpenApiObject } from '../../lib/openapi/rest-api-definition';

/** The kinds of API that API Gateway has. */
export type ApiKind = 'REST' | 'HTTP' | 'WebSocket';

/** Who may call a route. */
export interface RouteAuthorization {
  readonly type: 'none' | 'IAM' | 'user pool' | 'authorizer';
  /** As a sentence names it: "IAM", "the function CheckToken". */
  readonly name: string;
  /** What callers have to send. */
  readonly sent: string;
  /** What tells it from others, even if callers send the same. */
  readonly identity: string;
  readonly scopes: string[];
}

/** A route of an API, whichever kind it is. */
export interface DescribedRoute {
  /** "GET /orders", "$default", "sendMessage". */
  readonly key: string;
  readonly method: string;
  /** Empty if the key is no method and path. */
  readonly path: string;
  readonly authorization: RouteAuthorization;
  readonly apiKey: boolean;
  readonly integration: OpenApiObject;
  /** What is validated before the integration is called: "body and parameters". */
  readonly validation: string;
  /** Whether it answers the preflight of CORS, without authorization. */
  readonly isPreflight: boolean;
}

/** How fast a stage or a route may be called. */
export interface Throttle {
  readonly rate?: number | string;
  readonly burst?: number | string;
}

/** Settings of all routes of a stage, or of one. */
export interface RouteSettings {
  readonly throttle: Throttle;
  readonly cache: string;
  readonly logging: string;
}

/** A stage of an API. */
export interface DescribedStage {
  readonly name: string;
  /** By "*" for all routes, and by "GET /orders". */
  readonly settings: Map<string, RouteSettings>;
  readonly cacheCluster?: string;
  readonly variables: Record<string, string>;
  readonly accessLog?: string;
  readonly accessLogFormat?: string;
  readonly tracing: boolean;
  readonly clientCertificate?: string;
  readonly webAcl?: string;
  /** The settings of a canary or another way to release, as text. */
  readonly release?: string;
}

/** A usage plan, as it is for one API. */
export interface DescribedPlan {
  readonly name: string;
  readonly throttle: Throttle;
  readonly quota: string;
  readonly stages: string;
}

/** An API as a folder `cdk.out` defines it. */
export interface DescribedApi {
  readonly kind: ApiKind;
  readonly resource: TemplateResource;
  readonly stack: string;
  /** How the API is called in a report: the path of its construct in the stack, or its name. */
  readonly title: string;
  readonly name?: string;
  readonly layout: 'document' | 'resources';
  readonly endpointType?: string;
  /** Properties of the API itself that callers may notice, by name. */
  readonly settings: Record<string, unknown>;
  readonly routes: Map<string, DescribedRoute>;
  /** For the comparison as callers see it. */
  readonly document?: OpenApiObject;
  readonly policy?: OpenApiObject[];
  readonly gatewayResponses: Record<string, unknown>;
  readonly stages: Map<string, DescribedStage>;
  readonly plans: Map<string, DescribedPlan>;
  /** Stages by domain and base path. */
  readonly mappings: Map<string, string>;
  /** What could not be read. */
  readonly unread: string[];
  /** What is paid for, whatever it is asked. */
  readonly billed: BilledParts;
}

/** An alarm, with what is compared of it. */
export interface DescribedAlarm {
  readonly resource: TemplateResource;
  readonly key: string;
  readonly title: string;
  /** The API that it watches, if it is known. */
  readonly api?: TemplateResource;
  readonly threshold?: number;
  readonly operator?: string;
  readonly evaluation: string;
  readonly actions: string[];
  /** All else, as text. */
  readonly rest: string;
}
