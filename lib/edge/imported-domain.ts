import { EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ApiDomain } from './api-domain';
import { checkDomainName, checkFacts } from './check-domain';
import { DomainFacts } from './domain-facts';
import { GatewayDomainAttributes } from './gateway-domain-attributes';
import { checkMembers, Members } from '../private/check-members';

const ATTRIBUTES: Members<GatewayDomainAttributes> = { name: true, endpointType: true, securityPolicy: true, mutualTls: true, routingMode: true };

/** A domain that is there. */
export class ImportedDomain extends ApiDomain {
  public readonly name: string;
  public readonly domainNameArn: string;
  public readonly _domainName: string;
  public readonly _facts: DomainFacts;

  constructor(scope: Construct, id: string, attributes: GatewayDomainAttributes) {
    super(scope, id);
    checkMembers(attributes, Object.keys(ATTRIBUTES), 'GatewayDomain.fromAttributes', this);
    const { name, endpointType = EndpointType.REGIONAL, securityPolicy = SecurityPolicy.TLS_1_2, mutualTls = false, routingMode } = attributes;
    checkDomainName('name', name, this);
    this.name = name;
    this._domainName = name;
    this.domainNameArn = Stack.of(this).formatArn({ service: 'apigateway', account: '', resource: '/domainnames', resourceName: name, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
    this._facts = { endpointType, securityPolicy, mutualTls, routingMode };
    checkFacts(this._facts, this);
  }
}
