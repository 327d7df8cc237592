import { CfnApi, CfnIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stage } from 'aws-cdk-lib/core';
import { lacks } from '../common/check-hardened';
import { isHardened } from '../private/hardened';
import { referencedConstructs } from '../private/tokens';

/** Fails, when the app is synthesized, for backends in a VPC that a hardened API calls without TLS. */
export function checkHardenedIntegrations(api: CfnApi): void {
  if (!isHardened(api)) return;
  api.node.addValidation({
    validate: () => integrationsOf(api)
      .filter(({ connectionType, tlsConfig }) => connectionType === 'VPC_LINK' && tlsConfig === undefined)
      .map(({ node }) => lacks('TLS to backends in a VPC', `the integration [${node.path}] without it`, "set its 'secureServerName', with a listener of HTTPS")),
  });
}

function integrationsOf(api: CfnApi): CfnIntegration[] {
  const all = (Stage.of(api) ?? api.node.root).node.findAll().filter((construct) => CfnIntegration.isCfnIntegration(construct)) as CfnIntegration[];
  return all.filter((integration) => integration.apiId === api.ref || referencedConstructs(integration.apiId, integration).has(api));
}
