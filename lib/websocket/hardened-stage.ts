import { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { WebSocketGatewayStageOptions } from './web-socket-gateway-stage-options';
import { lacks, problemsOfExecutionLog, whenHardened } from '../common/check-hardened';
import { isHardened } from '../private/hardened';
import { routeSettingsByKey } from '../private/route-settings';
import { ClientCertificate } from '../stages/client-certificate';

/** What the stages of a gateway have, with what `hardened` adds: one certificate for all of them. What is encrypted finds its key itself. */
export function hardenedOptions(gateway: Construct, options: WebSocketGatewayStageOptions): WebSocketGatewayStageOptions {
  if (!isHardened(gateway)) return options;
  return { ...options, clientCertificate: options.clientCertificate ?? new ClientCertificate(gateway, '#ClientCertificate') };
}

/** Fails, when the app is synthesized, for what a stage lacks of what `hardened` asks for. */
export function checkHardened(stage: CfnStage): void {
  whenHardened(stage, () => [
    ...stage.clientCertificateId === undefined ? [lacks('a client certificate', 'a stage without one', "set 'clientCertificate'")] : [],
    ...problemsOfExecutionLog(routeSettingsByKey(stage).map(([key, settings]) => [key, stage.stack.resolve(settings)])),
  ]);
}
