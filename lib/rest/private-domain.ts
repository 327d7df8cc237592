import {
  CfnBasePathMappingV2, CfnDomainNameAccessAssociation, CfnDomainNameV2, CfnRestApi, EndpointType, IStageRef, SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnVPCEndpoint, InterfaceVpcEndpoint, IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AaaaRecord, ARecord, CfnHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { InterfaceVpcEndpointTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Annotations, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { PrivateDomainMappingOptions, PrivateDomainProps, PrivateDomainRecordOptions } from './private-domain-props';
import { ResourcePolicy } from '../access/resource-policy';
import { certificateArnOf, checkCertificate } from '../edge/check-certificate';
import { checkBasePath, checkPrivateDomainName, checkZone } from '../edge/check-private-domain';
import { checkVpcEndpoints, nameOf } from '../edge/check-vpc-endpoints';
import { checkMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkKinds, has } from '../private/kinds';
import { TakenNames } from '../private/taken-names';
import { referencedConstructs, tokenIdentity } from '../private/tokens';

const PROPS: Members<PrivateDomainProps> = { domainName: true, certificate: true, vpcEndpoints: true, resourcePolicy: true, hostedZone: true };
const MAPPING: Members<PrivateDomainMappingOptions> = { basePath: true };
const RECORD: Members<PrivateDomainRecordOptions> = { hostedZone: true, vpcEndpoint: true };

/** An endpoint reaches one domain of a name. */
const NAMES = new TakenNames('region');

/**
 * A domain name for private APIs, which is reached through VPC endpoints only (`AWS::ApiGateway::DomainNameV2`): with a policy of its own, an association
 * with each endpoint, which takes about 15 minutes until it works, and records in private hosted zones. It takes TLS 1.2 and 1.3.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
 * @example
 *
 * declare const vpc: ec2.IVpc;
 * declare const certificate: acm.ICertificate;
 * declare const hostedZone: route53.IHostedZone;
 * const gateway = new RestGateway(this, 'OrdersApi', { endpoint: RestEndpoint.vpcOnly({ vpc }) });
 * const domain = new PrivateDomain(this, 'Domain', {
 *   domainName: 'orders.internal.example.com',
 *   certificate,
 *   vpcEndpoints: gateway.vpcEndpoints,
 *   hostedZone,
 * });
 * domain.addMapping(gateway.stage);
 */
export class PrivateDomain extends Construct {
  /** The name of the domain. */
  public readonly domainName: string;

  /** The ARN of the domain, which tells it from others of the same name. */
  public readonly domainNameArn: string;

  /** The id of the domain, which the ARN ends in. */
  public readonly domainNameId: string;

  private readonly mappings = new Map<string, IConstruct>();
  private readonly policy: ResourcePolicy;
  private readonly vpcEndpoints: IVpcEndpoint[];

  constructor(scope: Construct, id: string, props: PrivateDomainProps) {
    super(scope, id);
    checkMembers(props, Object.keys(PROPS), 'PrivateDomain', this);
    checkKinds(props, [
      ['resourcePolicy', has('_statements', 'function'), 'a ResourcePolicy, such as ResourcePolicy.onlyIpRanges(["10.0.0.0/16"])'],
      ['hostedZone', has('hostedZoneId', 'string'), 'a private hosted zone of aws-cdk-lib/aws-route53'],
    ], this);
    const { domainName, certificate, vpcEndpoints, hostedZone } = props;
    checkPrivateDomainName(domainName, this);
    checkCertificate(this, certificate, { prop: 'certificate', region: Stack.of(this).region, owner: 'a private domain' });
    checkVpcEndpoints(vpcEndpoints, this);
    this.vpcEndpoints = [...vpcEndpoints];
    this.policy = policyOf(props, this);
    const domain = new CfnDomainNameV2(this, 'Default', {
      domainName,
      certificateArn: certificateArnOf(certificate),
      endpointConfiguration: { types: [EndpointType.PRIVATE] },
      securityPolicy: SecurityPolicy.TLS_1_2, // the only one, says the page on private domains
      policy: { Version: '2012-10-17', Statement: this.policy._statements({ isPrivate: true }) },
    });
    this.domainName = domainName;
    this.domainNameArn = domain.attrDomainNameArn;
    this.domainNameId = domain.attrDomainNameId;
    for (const endpoint of vpcEndpoints) this.associate(endpoint);
    if (hostedZone) this.addRecord({ hostedZone });
    this.node.addValidation({ validate: () => this.mappings.size > 0 ? [] : [`nothing is mapped to the private domain ${show(domainName)}: write domain.addMapping(gateway.stage)`] });
  }

  /** Who may call the domain, as a policy that can be asked, by `evaluate`, in tests. The API that is mapped is asked, too. */
  public get resourcePolicy(): ResourcePolicy {
    return ResourcePolicy._of(this.policy._parts, { resolve: (value) => Stack.of(this).resolve(value), request: { privateApi: true } });
  }

  /**
   * Maps a stage of a private API.
   *
   * @param stage such as `gateway.stage`, or that of a stage that was added
   */
  public addMapping(stage: IStageRef, options: PrivateDomainMappingOptions = {}): CfnBasePathMappingV2 {
    checkMembers(options, Object.keys(MAPPING), 'addMapping', this);
    const { basePath } = options;
    if (typeof stage?.stageRef !== 'object') fail(`'stage' must be a stage of a REST API, got ${show(stage)}: write gateway.stage`, this);
    checkBasePath(basePath, this);
    const key = basePath === undefined ? '' : tokenIdentity(basePath, this);
    const other = this.mappings.get(key);
    if (other) fail(`the base path ${basePath === undefined ? '"/"' : show(basePath)} of ${show(this.domainName)} is mapped to [${other.node.path}] already: choose another 'basePath'`, this);
    this.mappings.set(key, stage);
    this.node.addValidation({ validate: () => this.problemsOf(stage) });
    const { restApiId, stageName } = stage.stageRef;
    // the name of a stage is a reference to it, so that the mapping comes after it
    return new CfnBasePathMappingV2(this, basePath === undefined ? '#Mapping' : `#Mapping:${key.replace(/\//g, ':')}`, { domainNameArn: this.domainNameArn, basePath, restApiId, stage: stageName });
  }

  /** Has the name lead to an endpoint, in the private hosted zone of its VPC: the address of IPv4, and that of IPv6 if the endpoint has one. */
  public addRecord(options: PrivateDomainRecordOptions): void {
    checkMembers(options, Object.keys(RECORD), 'addRecord', this);
    const { hostedZone, vpcEndpoint = this.onlyEndpoint() } = options;
    if (typeof hostedZone?.hostedZoneId !== 'string') fail(`'hostedZone' must be a private hosted zone of aws-cdk-lib/aws-route53, got ${show(hostedZone)}`, this);
    checkZone(this.domainName, hostedZone.zoneName, this);
    const l1 = vpcEndpoint.node?.defaultChild;
    if (!CfnVPCEndpoint.isCfnVPCEndpoint(l1)) {
      fail(`the endpoint ${show(nameOf(vpcEndpoint))} is imported, which does not tell its DNS name: leave 'hostedZone' out, and define a route53.ARecord that leads to the name that the console shows of it`, this);
    }
    const id = `#Record:${idOf(hostedZone.hostedZoneId, this)}`;
    if (this.node.tryFindChild(id)) fail(`the zone [${hostedZone.node.path}] has a record of ${show(this.domainName)} already: a zone is of one VPC endpoint`, this);
    const target = RecordTarget.fromAlias(new InterfaceVpcEndpointTarget(vpcEndpoint as InterfaceVpcEndpoint));
    const record = { zone: hostedZone, recordName: `${this.domainName}.`, target };
    const addresses = l1.ipAddressType ?? 'ipv4';
    if (addresses !== 'ipv6') new ARecord(this, id, record);
    if (addresses !== 'ipv4') new AaaaRecord(this, addresses === 'ipv6' ? id : `${id}:Ipv6`, record);
    this.node.addValidation({ validate: () => this.warnOfZone(hostedZone) });
  }

  private associate(endpoint: IVpcEndpoint): void {
    const identity = idOf(endpoint.vpcEndpointId, this);
    const taken = Token.isUnresolved(this.domainName) ? undefined : NAMES.take(`${this.domainName} ${Token.isUnresolved(endpoint.vpcEndpointId) ? endpoint.node.path : identity}`, this);
    if (taken?.certain) fail(`the endpoint ${show(nameOf(endpoint))} reaches ${show(this.domainName)} of [${taken.by.node.path}] already, and one domain of a name only: give another endpoint, or map the stages there`, this);
    new CfnDomainNameAccessAssociation(this, `#Access:${identity}`, {
      domainNameArn: this.domainNameArn,
      accessAssociationSource: endpoint.vpcEndpointId,
      accessAssociationSourceType: 'VPCE',
    });
  }

  private onlyEndpoint(): IVpcEndpoint {
    if (this.vpcEndpoints.length === 1) return this.vpcEndpoints[0];
    return fail(`'hostedZone' leads to one endpoint, and ${show(this.domainName)} has ${this.vpcEndpoints.length}: leave it out, and say addRecord({ hostedZone, vpcEndpoint }) for each VPC`, this);
  }

  /** What a private domain maps are private APIs; one that other endpoints reach is doubtful. */
  private problemsOf(stage: IStageRef): string[] {
    const referenced = [...referencedConstructs(stage.stageRef.restApiId, this)];
    const api = referenced.find((construct) => CfnRestApi.isCfnRestApi(construct)) as CfnRestApi | undefined;
    const configuration = api?.endpointConfiguration as CfnRestApi.EndpointConfigurationProperty | undefined;
    if (!api || Token.isUnresolved(configuration)) return [];
    if (!configuration?.types?.includes(EndpointType.PRIVATE)) {
      return [`the private domain ${show(this.domainName)} maps [${stage.node.path}], whose API is not private: write endpoint: RestEndpoint.vpcOnly({ vpc }) there, or take a public domain`];
    }
    const known = new Set((configuration.vpcEndpointIds ?? []).map((id) => tokenIdentity(id, this)));
    const foreign = known.size > 0 ? this.vpcEndpoints.filter(({ vpcEndpointId }) => !known.has(tokenIdentity(vpcEndpointId, this))) : [];
    if (foreign.length > 0) {
      Annotations.of(this).addWarningV2('cdk-gatehouse:endpointOfDomainOnly', `${foreign.map(nameOf).join(', ')} reaches the private domain and is not among the endpoints of [${api.node.path}], which refuses its calls unless its resource policy allows them: add it to 'vpcEndpoints' of RestEndpoint.vpcOnly there`);
    }
    return [];
  }

  private warnOfZone({ node }: IConstruct): string[] {
    const zone = node.defaultChild;
    if (!CfnHostedZone.isCfnHostedZone(zone) || (zone.stack.resolve(zone.vpcs) ?? []).length > 0) return [];
    Annotations.of(this).addWarningV2('cdk-gatehouse:publicZoneOfPrivateDomain', `[${node.path}] is a public hosted zone, which tells everybody the addresses of the endpoint of ${show(this.domainName)}: take a PrivateHostedZone of the VPC`);
    return [];
  }
}

/** What a policy says; who may call if it does not, and through which endpoints. */
function policyOf({ resourcePolicy, vpcEndpoints }: PrivateDomainProps, scope: IConstruct): ResourcePolicy {
  const said = resourcePolicy?._parts ?? [];
  if (said.some(({ routes, stages = [] }) => routes.length + stages.length > 0)) {
    fail("'resourcePolicy' of a private domain must not name 'routes' or 'stages', which are of the APIs that it maps: leave them out, or say it in the 'resourcePolicy' of the gateway", scope);
  }
  const allows = said.some((part) => part.statement({ isPrivate: true }).Effect === 'Allow');
  const only = ResourcePolicy.onlyVpcEndpoints(vpcEndpoints.map(({ vpcEndpointId }) => vpcEndpointId));
  return ResourcePolicy.combine([...(allows ? [] : [ResourcePolicy.allowEverybody()]), ...(resourcePolicy ? [resourcePolicy] : []), only]);
}

/** A value as part of a construct's id. */
function idOf(value: string, scope: IConstruct): string {
  return tokenIdentity(value, scope).replace(/\//g, ':');
}
