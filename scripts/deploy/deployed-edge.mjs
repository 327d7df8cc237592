/** What services answer about domains, private APIs, VPC links, web ACLs and distributions. */
import { objectOf } from './xml.mjs';
import { lowered, pick, show, sorted, WILD, within } from './within.mjs';

/** What the answer names has one entry or many. */
const list = (value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]);

/** The one thing with an id, as EC2 describes it. */
async function described(clients, what, parameter, id, name) {
  const answer = objectOf(await clients.query('ec2', '2016-11-15', { Action: `Describe${what}`, [`${parameter}.1`]: id }));
  return list(Object.values(answer)[0][name])[0];
}

/** The one thing with an ARN, as Elastic Load Balancing describes it. */
async function balanced(clients, what, parameter, arn) {
  const answer = objectOf(await clients.query('elasticloadbalancing', '2015-12-01', { Action: `Describe${what}`, [parameter]: arn }));
  const [result] = Object.values(Object.values(answer)[0]);
  return list(result[what === 'TargetHealth' ? 'TargetHealthDescriptions' : what]);
}

/** Rules of a security group as text, since EC2 puts together those that have the same ports. */
const rulesOf = (permissions) => sorted(list(permissions).flatMap(({ ipProtocol, fromPort, toPort, groups, ipRanges, ipv6Ranges }) => [
  ...list(groups).map(({ groupId }) => groupId), ...list(ipRanges).map(({ cidrIp }) => cidrIp), ...list(ipv6Ranges).map(({ cidrIpv6 }) => cidrIpv6),
].map((peer) => `${ipProtocol} ${fromPort}-${toPort} ${peer}`)));

const ruleOf = ({ IpProtocol, FromPort, ToPort, CidrIp, CidrIpv6, SourceSecurityGroupId, DestinationSecurityGroupId }) =>
  `${IpProtocol} ${FromPort}-${ToPort} ${CidrIp ?? CidrIpv6 ?? SourceSecurityGroupId ?? DestinationSecurityGroupId}`;

const hasRule = (wanted, rules) => {
  const pattern = new RegExp(`^${wanted.split(WILD).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
  if (!rules.some((rule) => pattern.test(rule))) throw new Error(`no rule is ${show(wanted)}, but ${show(rules)}`);
  return 1;
};

const domainOf = (arn) => arn.split('/').at(-1).split('+')[0];

/** A part of a distribution with lists as the template has them. */
const plainly = (value) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  if ('Quantity' in value) return value.Items === undefined || value.Items === '' ? [] : list(Array.isArray(value.Items) ? value.Items : Object.values(value.Items)[0]).map(plainly);
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, plainly(entry)]));
};

const behaviour = (value) => ({
  ...pick(value, 'PathPattern', 'TargetOriginId', 'ViewerProtocolPolicy', 'CachePolicyId', 'OriginRequestPolicyId', 'ResponseHeadersPolicyId', 'Compress'),
  AllowedMethods: value.AllowedMethods && sorted(value.AllowedMethods),
});

export const EDGE_CHECKS = {
  async 'AWS::ApiGateway::DomainName'(clients, name, properties) {
    const found = await clients.json('apigateway', `/domainnames/${name}`);
    return within({
      ...lowered(properties, 'DomainName', 'RegionalCertificateArn', 'CertificateArn', 'SecurityPolicy', 'RoutingMode'),
      endpointConfiguration: lowered(properties.EndpointConfiguration, 'Types', 'IpAddressType'),
      domainNameStatus: 'AVAILABLE',
    }, found);
  },
  async 'AWS::ApiGateway::DomainNameV2'(clients, arn, properties) {
    const found = await clients.json('apigateway', `/domainnames/${domainOf(arn)}`);
    return within({ ...lowered(properties, 'DomainName', 'CertificateArn', 'SecurityPolicy'), endpointConfiguration: lowered(properties.EndpointConfiguration, 'Types'), domainNameStatus: 'AVAILABLE' }, found);
  },
  async 'AWS::ApiGateway::BasePathMappingV2'(clients, id, { RestApiId, Stage, BasePath = '(none)' }) {
    const { item, items } = await clients.json('apigateway', `/domainnames/${domainOf(id.split('/basepathmappings')[0])}/basepathmappings`);
    return within({ restApiId: RestApiId, stage: Stage, basePath: BasePath }, list(item ?? items).find(({ basePath }) => basePath === BasePath), 'mapping');
  },
  async 'AWS::ApiGateway::VpcLink'(clients, id, { Name, TargetArns }) {
    return within({ name: Name, targetArns: TargetArns, status: 'AVAILABLE' }, await clients.json('apigateway', `/vpclinks/${id}`));
  },
  async 'AWS::ApiGatewayV2::ApiMapping'(clients, id, { ApiId, ApiMappingKey, DomainName, Stage }) {
    return within({ apiId: ApiId, apiMappingKey: ApiMappingKey, stage: Stage }, await clients.json('apigateway', `/v2/domainnames/${DomainName}/apimappings/${id}`));
  },
  async 'AWS::ApiGatewayV2::VpcLink'(clients, id, { Name, SecurityGroupIds, SubnetIds }) {
    return within({ name: Name, securityGroupIds: SecurityGroupIds, subnetIds: SubnetIds }, await clients.json('apigateway', `/v2/vpclinks/${id}`));
  },
  async 'AWS::CertificateManager::Certificate'(clients, CertificateArn, { DomainName, SubjectAlternativeNames, ValidationMethod }) {
    const { Certificate } = await clients.json('acm', '/', { target: 'CertificateManager.DescribeCertificate', body: { CertificateArn } });
    const [validation] = Certificate.DomainValidationOptions;
    return within({ DomainName, SubjectAlternativeNames: SubjectAlternativeNames && sorted([DomainName, ...SubjectAlternativeNames]), ValidationMethod }, { ...Certificate, SubjectAlternativeNames: sorted(Certificate.SubjectAlternativeNames), ValidationMethod: validation?.ValidationMethod });
  },
  async 'AWS::Route53::HostedZone'(clients, id, { Name, VPCs }) {
    const { GetHostedZoneResponse: { HostedZone, VPCs: found } } = await clients.xml('route53', `/2013-04-01/hostedzone/${id}`);
    return within({ Name, private: VPCs !== undefined, VPCs: VPCs && sorted(VPCs, 'VPCId') }, { Name: HostedZone.Name, private: HostedZone.Config.PrivateZone, VPCs: sorted(list(found?.VPC ?? found), 'VPCId') });
  },
  async 'AWS::Route53::RecordSet'(clients, id, properties) {
    const { ListResourceRecordSetsResponse: { ResourceRecordSets: found } } = await clients.xml('route53', `/2013-04-01/hostedzone/${properties.HostedZoneId}/rrset`);
    const record = list(found.ResourceRecordSet ?? found).find(({ Name, Type }) => Name === properties.Name && Type === properties.Type);
    return within(pick(properties, 'Name', 'Type', 'SetIdentifier', 'Region', 'Weight', 'Failover', 'HealthCheckId', 'AliasTarget', 'TTL'), record);
  },
  async 'AWS::Route53::HealthCheck'(clients, id, { HealthCheckConfig }) {
    const { GetHealthCheckResponse: { HealthCheck } } = await clients.xml('route53', `/2013-04-01/healthcheck/${id}`);
    const said = Object.entries(HealthCheckConfig).filter(([, value]) => value !== false); // Moto takes "false" for true
    return within(Object.fromEntries(said), HealthCheck.HealthCheckConfig);
  },
  async 'AWS::EC2::VPC'(clients, id, { CidrBlock, InstanceTenancy, EnableDnsHostnames, EnableDnsSupport }) {
    const attribute = async (name) => objectOf(await clients.query('ec2', '2016-11-15', { Action: 'DescribeVpcAttribute', VpcId: id, Attribute: name })).DescribeVpcAttributeResponse[name].value;
    const found = await described(clients, 'Vpcs', 'VpcId', id, 'vpcSet');
    return within({ cidrBlock: CidrBlock, instanceTenancy: InstanceTenancy, EnableDnsHostnames, EnableDnsSupport }, { ...found, EnableDnsHostnames: await attribute('enableDnsHostnames'), EnableDnsSupport: await attribute('enableDnsSupport') });
  },
  async 'AWS::EC2::Subnet'(clients, id, properties) {
    return within(lowered(properties, 'CidrBlock', 'VpcId', 'AvailabilityZone', 'MapPublicIpOnLaunch'), await described(clients, 'Subnets', 'SubnetId', id, 'subnetSet'));
  },
  async 'AWS::EC2::RouteTable'(clients, id, { VpcId }) {
    return within({ vpcId: VpcId }, await described(clients, 'RouteTables', 'RouteTableId', id, 'routeTableSet'));
  },
  async 'AWS::EC2::SubnetRouteTableAssociation'(clients, id, { RouteTableId, SubnetId }) {
    const { associationSet } = await described(clients, 'RouteTables', 'RouteTableId', RouteTableId, 'routeTableSet');
    return within({ subnetId: SubnetId }, list(associationSet).find(({ routeTableAssociationId }) => routeTableAssociationId === id));
  },
  async 'AWS::EC2::SecurityGroup'(clients, id, { GroupDescription, VpcId, SecurityGroupIngress = [], SecurityGroupEgress = [] }) {
    const found = await described(clients, 'SecurityGroups', 'GroupId', id, 'securityGroupInfo');
    const [inwards, outwards] = [rulesOf(found.ipPermissions), rulesOf(found.ipPermissionsEgress)];
    let count = within({ groupDescription: GroupDescription, vpcId: VpcId }, found);
    for (const rule of SecurityGroupIngress) count += hasRule(ruleOf(rule), inwards);
    for (const rule of SecurityGroupEgress) count += hasRule(ruleOf(rule), outwards);
    if (SecurityGroupEgress.length > 0 && outwards.some((rule) => /^-1 .*0\.0\.0\.0\/0$/.test(rule))) throw new Error('it lets all out');
    return count;
  },
  async 'AWS::EC2::SecurityGroupIngress'(clients, id, rule) {
    return hasRule(ruleOf(rule), rulesOf((await described(clients, 'SecurityGroups', 'GroupId', rule.GroupId, 'securityGroupInfo')).ipPermissions));
  },
  async 'AWS::EC2::SecurityGroupEgress'(clients, id, rule) {
    const rules = rulesOf((await described(clients, 'SecurityGroups', 'GroupId', rule.GroupId, 'securityGroupInfo')).ipPermissionsEgress);
    if (rules.some((entry) => /^-1 .*0\.0\.0\.0\/0$/.test(entry))) throw new Error('its group lets all out');
    return hasRule(ruleOf(rule), rules);
  },
  async 'AWS::EC2::VPCEndpoint'(clients, id, { ServiceName, VpcEndpointType, VpcId, PrivateDnsEnabled, SubnetIds, SecurityGroupIds }) {
    const found = await described(clients, 'VpcEndpoints', 'VpcEndpointId', id, 'vpcEndpointSet');
    return within({ serviceName: ServiceName, vpcEndpointType: VpcEndpointType, vpcId: VpcId, privateDnsEnabled: PrivateDnsEnabled, subnets: SubnetIds && sorted(SubnetIds), groups: SecurityGroupIds && sorted(SecurityGroupIds) }, {
      ...found, subnets: sorted(list(found.subnetIdSet)), groups: sorted(list(found.groupSet).map(({ groupId }) => groupId)),
    });
  },
  async 'AWS::ElasticLoadBalancingV2::LoadBalancer'(clients, arn, { Scheme, Type, Subnets, SecurityGroups }) {
    const [found] = await balanced(clients, 'LoadBalancers', 'LoadBalancerArns.member.1', arn);
    return within({ Scheme, Type, subnets: Subnets && sorted(Subnets), SecurityGroups: SecurityGroups && sorted(SecurityGroups) }, { ...found, subnets: sorted(list(found.AvailabilityZones).map(({ SubnetId }) => SubnetId)), SecurityGroups: sorted(list(found.SecurityGroups)) });
  },
  async 'AWS::ElasticLoadBalancingV2::Listener'(clients, arn, { LoadBalancerArn, Port, Protocol, Certificates, DefaultActions }) {
    const [found] = await balanced(clients, 'Listeners', 'ListenerArns.member.1', arn);
    return within({ LoadBalancerArn, Port, Protocol, Certificates, DefaultActions: DefaultActions.map(({ Type, TargetGroupArn, FixedResponseConfig }) => ({ Type, TargetGroupArn, FixedResponseConfig })) }, found);
  },
  async 'AWS::ElasticLoadBalancingV2::TargetGroup'(clients, arn, { Port, Protocol, TargetType, VpcId, Targets = [] }) {
    const [found] = await balanced(clients, 'TargetGroups', 'TargetGroupArns.member.1', arn);
    const targets = await balanced(clients, 'TargetHealth', 'TargetGroupArn', arn);
    return within({ Port, Protocol, TargetType, VpcId, targets: sorted(Targets, 'Id') }, { ...found, targets: sorted(targets.map(({ Target }) => Target), 'Id') });
  },
  async 'AWS::SecretsManager::Secret'(clients, SecretId, { Description, GenerateSecretString }) {
    const call = (operation) => clients.json('secretsmanager', '/', { target: `secretsmanager.${operation}`, body: { SecretId } });
    let count = within({ Description }, await call('DescribeSecret'));
    if (GenerateSecretString?.PasswordLength && !GenerateSecretString.GenerateStringKey) {
      const { SecretString } = await call('GetSecretValue');
      count += within({ length: GenerateSecretString.PasswordLength, punctuation: !GenerateSecretString.ExcludePunctuation }, { length: SecretString.length, punctuation: /[^A-Za-z0-9]/.test(SecretString) }, 'secret');
    }
    return count;
  },
  async 'AWS::WAFv2::WebACL'(clients, id, { DefaultAction, Scope, Description, VisibilityConfig, Rules = [] }) {
    const [Name, Id] = id.split('|');
    const { WebACL } = await clients.json('wafv2', '/', { target: 'AWSWAF_20190729.GetWebACL', body: { Name, Id, Scope } });
    const text = ({ Statement, ...rule }) => ({ ...rule, Statement: JSON.stringify(Statement).includes('SearchString') ? undefined : Statement }); // which is bytes in the answer
    return within({ DefaultAction, Description, VisibilityConfig, Rules: Rules.map(text) }, WebACL);
  },
  async 'AWS::WAFv2::WebACLAssociation'(clients, id, { ResourceArn, WebACLArn }) {
    const { WebACL } = await clients.json('wafv2', '/', { target: 'AWSWAF_20190729.GetWebACLForResource', body: { ResourceArn } });
    return within({ ARN: WebACLArn }, WebACL);
  },
  async 'AWS::WAFv2::LoggingConfiguration'(clients, id, { ResourceArn, LogDestinationConfigs, LoggingFilter, RedactedFields }) {
    const { LoggingConfiguration } = await clients.json('wafv2', '/', { target: 'AWSWAF_20190729.GetLoggingConfiguration', body: { ResourceArn: id } });
    return within({ ResourceArn, LogDestinationConfigs, LoggingFilter, RedactedFields }, LoggingConfiguration);
  },
  async 'AWS::CloudFront::Distribution'(clients, id, { DistributionConfig }) {
    const { Distribution } = await clients.xml('cloudfront', `/2020-05-31/distribution/${id}`);
    const found = plainly(Distribution.DistributionConfig);
    const { Comment, Enabled, HttpVersion, IPV6Enabled, WebACLId, Origins, DefaultCacheBehavior, CacheBehaviors = [] } = DistributionConfig;
    return within({
      Comment,
      Enabled,
      HttpVersion,
      IsIPV6Enabled: IPV6Enabled,
      WebACLId,
      Origins: Origins.map(({ Id, DomainName, OriginPath, CustomOriginConfig, OriginCustomHeaders }) => ({ Id, DomainName, OriginPath, CustomOriginConfig: CustomOriginConfig && pick(CustomOriginConfig, 'OriginProtocolPolicy', 'OriginReadTimeout'), CustomHeaders: OriginCustomHeaders })),
      DefaultCacheBehavior: behaviour(DefaultCacheBehavior),
      CacheBehaviors: CacheBehaviors.map(behaviour),
    }, { ...found, DefaultCacheBehavior: behaviour(found.DefaultCacheBehavior), CacheBehaviors: found.CacheBehaviors.map(behaviour) });
  },
};
