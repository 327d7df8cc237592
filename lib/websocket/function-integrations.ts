import { WebSocketRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { tokenIdentity } from '../private/tokens';
import { WebSocketFunctionIntegration } from '../private/web-socket-function-integration';

/** One integration for all routes of a function, of an alias, or of the aliases of the stages. */
export class FunctionIntegrations {
  private readonly known = new Map<string, WebSocketFunctionIntegration>();
  private readonly scope: Construct;

  constructor(private readonly gateway: Construct) {
    this.scope = new Construct(gateway, '#Integrations');
  }

  /** The integration of a function. */
  public of(handler: IFunction, functionArn: string): WebSocketRouteIntegration {
    const identity = tokenIdentity(functionArn, this.gateway);
    const integration = this.known.get(identity) ?? new WebSocketFunctionIntegration(this.scope, identity, handler, functionArn);
    this.known.set(identity, integration);
    return integration;
  }
}
