import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** A route that asks an authorizer. */
export interface AuthorizedRoute {
  /** "GET /orders/{id}", "$default" or "$connect". */
  readonly routeKey: string;
  /** The scopes that it asks for, its own or those of the authorizer. */
  readonly authorizationScopes: string[];
}

/** Where an authorizer is defined: once for each API. */
export interface AuthorizerBinding {
  /** The scope of what is defined, below the gateway. What it is called there is no path part. */
  readonly scope: Construct;
  /** The API. */
  readonly api: CfnRestApi | CfnApi;
  /** Its name in the API. */
  readonly name: string;
  /** The routes that ask it. They are all there at synthesis only: to be read in a `Lazy`. */
  readonly routes: ReadonlyMap<string, AuthorizedRoute>;
  /** Lets the API invoke a function, by the one permission that it has for it. */
  allow(handler: IFunction): void;
}

/** An authorizer in an API. */
export interface DefinedAuthorizer {
  /** What routes refer to. */
  readonly authorizerId: string;
  /** What a deployment of a REST API follows, besides the properties of the authorizer. */
  readonly redeployOn?: unknown;
}

/** What authorizers of one kind are, whatever API they are used in. Immutable: it may be used in several. */
export interface AuthorizerDefinition {
  /** The factory that users call, for messages: "RouteAuthorizer.cognito". */
  readonly factory: string;
  /** What the routes' `AuthorizationType` is. */
  readonly authorizationType: 'COGNITO_USER_POOLS' | 'CUSTOM' | 'JWT';
  /** Whether it checks `authorizationScopes`. */
  readonly checksScopes: boolean;
  /** The scopes of routes that say none. */
  readonly scopes?: string[];
  /** What it is called in an API if the user does not say; without an id, by what it is made of. */
  readonly authorizerName?: string;
  /** A word for the name that is made if the user says none. */
  readonly kind: string;
  /** What it is made of: the functions, user pools or issuers. It is named by that. */
  readonly subject: unknown;
  /** All that it says. Two of one name in one API are one authorizer if they say the same, and otherwise an error. */
  readonly settings: unknown;
  /** Defines it in an API. Called once for each. */
  define(binding: AuthorizerBinding): DefinedAuthorizer;
}
