import { CfnStage, StageOptions } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { RestGatewayStageOptions } from './rest-gateway-stage-options';
import { lacks, problemsOfExecutionLog, whenHardened } from '../common/check-hardened';
import { WebAcl } from '../edge/web-acl';
import { webAclOf } from '../edge/web-acl-of-stage';
import { show } from '../private/errors';
import { isHardened } from '../private/hardened';
import { settingsByKey, StageWideSettings } from '../private/method-settings';
import { ClientCertificate } from '../stages/client-certificate';

/** What the stages of a gateway have, with what `hardened` adds: one web ACL and one certificate for all of them. What is encrypted finds its key itself. */
export function hardenedOptions(gateway: Construct, options: RestGatewayStageOptions, given: StageOptions): RestGatewayStageOptions {
  if (!isHardened(gateway)) return options;
  const hasCertificate = options.clientCertificate !== undefined || given.clientCertificateId !== undefined;
  return {
    ...options,
    webAcl: options.webAcl ?? WebAcl.standard(),
    clientCertificate: hasCertificate ? options.clientCertificate : new ClientCertificate(gateway, '#ClientCertificate'),
  };
}

/** Fails, when the app is synthesized, for what a stage lacks of what `hardened` asks for. */
export function checkHardened(stage: CfnStage): void {
  whenHardened(stage, () => {
    const settings: Array<[string, StageWideSettings]> = settingsByKey(stage).map(([key, entry]) => [key, stage.stack.resolve(entry)]);
    return [
      ...problemsOfWebAcl(stage),
      ...stage.clientCertificateId === undefined ? [lacks('a client certificate', 'a stage without one', "set 'clientCertificate'")] : [],
      ...[undefined, false].includes(stage.tracingEnabled as boolean | undefined) ? [lacks('X-Ray', "'tracing' false", 'leave it out')] : [],
      ...problemsOfExecutionLog(settings),
      ...stage.cacheClusterEnabled === false ? [] : settings.flatMap(([key, { cachingEnabled, cacheDataEncrypted }]) =>
        cachingEnabled === true && cacheDataEncrypted !== true ? [lacks('a cache that is encrypted', `a plain one for ${show(key)}`, "leave out 'cache.encrypted: false'")] : []),
    ];
  });
}

function problemsOfWebAcl(stage: CfnStage): string[] {
  const webAcl = webAclOf(stage);
  if (!webAcl) return [lacks('a web ACL', 'a stage without one', "leave out 'webAcl: WebAcl.none()'")];
  if (webAcl.standard && !webAcl.standard._isLogged) return [lacks('a web ACL with a log', `[${webAcl.standard.node.path}] without one`, "leave out 'logs: WebAclLogs.none()'")];
  return [];
}
