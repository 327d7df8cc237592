"""Types of CloudFormation for domains, private APIs, VPC links and distributions."""

import uuid

from gatehouse_emulator.by_calls import ByCalls, done

#: the zone of API Gateway's own names in us-east-1: https://docs.aws.amazon.com/general/latest/gr/apigateway.html
GATEWAY_ZONE = "Z1UJRXOUMOOFQ8"


class DomainName(ByCalls):
    """A domain is one for both versions of the API; in the emulator they know nothing of each other."""

    service, identifier, made = "apigateway", "DomainName", "create_domain_name"

    def create(self, request):
        model = request.desired_state
        self.keep(model, self.call(request, self.made))
        configuration = {"CertificateArn": model.get("RegionalCertificateArn") or model["CertificateArn"], "EndpointType": model["EndpointConfiguration"]["Types"][0], "SecurityPolicy": "TLS_1_2"}
        request.aws_client_factory.apigatewayv2.create_domain_name(DomainName=model["DomainName"], DomainNameConfigurations=[configuration])
        return done(model)

    def keep(self, model, answer):
        model.update({"RegionalDomainName": answer["regionalDomainName"], "RegionalHostedZoneId": GATEWAY_ZONE})
        model.setdefault("DomainNameArn", f"arn:aws:apigateway:us-east-1::/domainnames/{model['DomainName']}")

    def delete(self, request):
        request.aws_client_factory.apigatewayv2.delete_domain_name(DomainName=request.desired_state["DomainName"])
        request.aws_client_factory.apigateway.delete_domain_name(domainName=request.desired_state["DomainName"])
        return done(request.desired_state)


class DomainNameV2(ByCalls):
    """A private domain. Its name may be there more than once, so that it has an id, which the emulator lacks."""

    service, identifier, made, removed = "apigateway", "DomainNameArn", "create_domain_name", "delete_domain_name"
    json_text = ("Policy",)

    def keep(self, model, answer):
        model["DomainNameId"] = uuid.uuid4().hex[:10]
        model["DomainNameArn"] = f"arn:aws:apigateway:us-east-1:{{account}}:/domainnames/{model['DomainName']}+{model['DomainNameId']}"

    def create(self, request):
        event = super().create(request)
        event.resource_model["DomainNameArn"] = event.resource_model["DomainNameArn"].replace("{account}", request.account_id)
        return event


class BasePathMappingV2(ByCalls):
    service, identifier, made, removed = "apigateway", "BasePathMappingArn", "create_base_path_mapping", "delete_base_path_mapping"

    def arguments(self, request, client, operation):
        name, _, own = request.desired_state["DomainNameArn"].split("/")[-1].partition("+")
        return {**super().arguments(request, client, operation), "domainName": name, "domainNameId": own}

    def keep(self, model, answer):
        model["BasePathMappingArn"] = f"{model['DomainNameArn']}/basepathmappings/{answer['basePath']}"


class VpcLink(ByCalls):
    service, identifier, made, removed = "apigateway", "VpcLinkId", "create_vpc_link", "delete_vpc_link"

    def keep(self, model, answer):
        model["VpcLinkId"] = answer["id"]


class V2ApiMapping(ByCalls):
    service, identifier, made, removed = "apigatewayv2", "ApiMappingId", "create_api_mapping", "delete_api_mapping"


class V2VpcLink(ByCalls):
    service, identifier, made, removed = "apigatewayv2", "VpcLinkId", "create_vpc_link", "delete_vpc_link"


class HostedZone(ByCalls):
    service, identifier, made, removed = "route53", "Id", "create_hosted_zone", "delete_hosted_zone"

    def arguments(self, request, client, operation):
        model = request.desired_state
        if operation == self.removed:
            return {"Id": model["Id"]}
        networks = model.get("VPCs") or []
        return {"Name": model["Name"], "CallerReference": uuid.uuid4().hex, **({"VPC": networks[0], "HostedZoneConfig": {"Comment": "", "PrivateZone": True}} if networks else {})}

    def keep(self, model, answer):
        model["Id"] = answer["HostedZone"]["Id"].split("/")[-1]

    def create(self, request):
        event = super().create(request)
        for network in (request.desired_state.get("VPCs") or [])[1:]:
            self.client(request).associate_vpc_with_hosted_zone(HostedZoneId=request.desired_state["Id"], VPC=network)
        return event


def _permission(rule):
    """A rule of a security group, as the calls of EC2 have it."""
    permission = {name: rule[name] for name in ("IpProtocol", "FromPort", "ToPort") if name in rule}
    about = {"Description": rule["Description"]} if "Description" in rule else {}
    group = rule.get("SourceSecurityGroupId") or rule.get("DestinationSecurityGroupId")
    if group:
        permission["UserIdGroupPairs"] = [{"GroupId": group, **about}]
    if "CidrIp" in rule:
        permission["IpRanges"] = [{"CidrIp": rule["CidrIp"], **about}]
    if "CidrIpv6" in rule:
        permission["Ipv6Ranges"] = [{"CidrIpv6": rule["CidrIpv6"], **about}]
    return [permission]


#: what a group has until CloudFormation is told of another rule: all may go out
OUTWARDS = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


def _keep_in(client, group):
    [found] = client.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    if any(rule["IpProtocol"] == "-1" for rule in found["IpPermissionsEgress"]):
        client.revoke_security_group_egress(GroupId=group, IpPermissions=OUTWARDS)


class SecurityGroup(ByCalls):
    """LocalStack makes it without its rules."""

    service, identifier, made, removed, name = "ec2", "GroupId", "create_security_group", "delete_security_group", "GroupName"
    renamed = {"GroupDescription": "Description"}

    def arguments(self, request, client, operation):
        model = request.desired_state
        return {"GroupId": model["GroupId"]} if operation == self.removed else {"GroupName": model["GroupName"], "Description": model["GroupDescription"], "VpcId": model["VpcId"]}

    def keep(self, model, answer):
        model["GroupId"] = model["Id"] = answer["GroupId"]

    def create(self, request):
        event = super().create(request)
        client, model = self.client(request), request.desired_state
        for rule in model.get("SecurityGroupIngress") or []:
            client.authorize_security_group_ingress(GroupId=model["GroupId"], IpPermissions=_permission(rule))
        if model.get("SecurityGroupEgress"):
            _keep_in(client, model["GroupId"])
        for rule in model.get("SecurityGroupEgress") or []:
            client.authorize_security_group_egress(GroupId=model["GroupId"], IpPermissions=_permission(rule))
        return event


class SecurityGroupIngress(ByCalls):
    service, identifier, made, removed = "ec2", "Id", "authorize_security_group_ingress", "revoke_security_group_ingress"

    def arguments(self, request, client, operation):
        return {"GroupId": request.desired_state["GroupId"], "IpPermissions": _permission(request.desired_state)}

    def keep(self, model, answer):
        model["Id"] = (answer.get("SecurityGroupRules") or [{}])[0].get("SecurityGroupRuleId") or f"sgr-{uuid.uuid4().hex[:17]}"


class SecurityGroupEgress(SecurityGroupIngress):
    """With one, the rule that lets all out is gone: https://github.com/aws/aws-cdk/commit/b9d5b43"""

    made, removed = "authorize_security_group_egress", "revoke_security_group_egress"

    def create(self, request):
        _keep_in(self.client(request), request.desired_state["GroupId"])
        return super().create(request)


class LoadBalancer(ByCalls):
    service, identifier, made, removed, within, name = "elbv2", "LoadBalancerArn", "create_load_balancer", "delete_load_balancer", "LoadBalancers", "Name"

    def create(self, request):
        model = request.desired_state
        model["Name"] = model.get("Name") or f"{request.logical_resource_id[:19]}-{uuid.uuid4().hex[:12]}"
        return super().create(request)

    def call(self, request, operation):
        answer = super().call(request, operation)
        attributes = request.desired_state.get("LoadBalancerAttributes")
        if operation == self.made and attributes:
            self.client(request).modify_load_balancer_attributes(LoadBalancerArn=answer["LoadBalancers"][0]["LoadBalancerArn"], Attributes=attributes)
        return answer

    def keep(self, model, answer):
        made = answer["LoadBalancers"][0]
        model.update({
            "LoadBalancerArn": made["LoadBalancerArn"], "LoadBalancerName": made["LoadBalancerName"], "LoadBalancerFullName": made["LoadBalancerArn"].split("loadbalancer/")[-1],
            "DNSName": made["DNSName"], "CanonicalHostedZoneID": made.get("CanonicalHostedZoneId", ""), "SecurityGroups": model.get("SecurityGroups", []),
        })


class TargetGroup(ByCalls):
    service, identifier, made, removed = "elbv2", "TargetGroupArn", "create_target_group", "delete_target_group"

    def create(self, request):
        model = request.desired_state
        model["Name"] = model.get("Name") or f"{request.logical_resource_id[:19]}-{uuid.uuid4().hex[:12]}"
        super().create(request)
        if model.get("Targets"):
            self.client(request).register_targets(TargetGroupArn=model["TargetGroupArn"], Targets=model["Targets"])
        return done(model)

    def keep(self, model, answer):
        arn = answer["TargetGroups"][0]["TargetGroupArn"]
        model.update({"TargetGroupArn": arn, "TargetGroupFullName": arn.split(":")[-1], "TargetGroupName": model["Name"], "LoadBalancerArns": []})


class Listener(ByCalls):
    service, identifier, made, removed = "elbv2", "ListenerArn", "create_listener", "delete_listener"

    def keep(self, model, answer):
        model["ListenerArn"] = answer["Listeners"][0]["ListenerArn"]


class WebAclLogging(ByCalls):
    service, identifier, made, changed, removed = "wafv2", "ResourceArn", "put_logging_configuration", "put_logging_configuration", "delete_logging_configuration"

    def arguments(self, request, client, operation):
        model = request.desired_state
        if operation == self.removed:
            return {"ResourceArn": model["ResourceArn"]}
        return {"LoggingConfiguration": {name: model[name] for name in ("ResourceArn", "LogDestinationConfigs", "RedactedFields", "LoggingFilter") if name in model}}

    def keep(self, model, answer):
        pass


class Distribution(ByCalls):
    service, identifier, made = "cloudfront", "Id", "create_distribution"
    #: what CloudFormation fills in: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-distribution.html
    filled = {"CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443}, "LoggingConfig": {"Enabled": True, "Prefix": ""}, "DistributionConfig": {"Comment": ""}}
    names = {"ipv6enabled": "isipv6enabled", "origincustomheaders": "customheaders"}

    def arguments(self, request, client, operation):
        config = client.meta.service_model.operation_model("CreateDistribution").input_shape.members["DistributionConfig"]
        return {"DistributionConfig": {**self.shaped(request.desired_state["DistributionConfig"], config), "CallerReference": uuid.uuid4().hex}}

    def shaped(self, value, shape):
        """A value with the names of the call's members, and with the number of items beside every list."""
        if shape.type_name == "list":
            return [self.shaped(entry, shape.member) for entry in value]
        if shape.type_name != "structure":
            return value
        if isinstance(value, list):
            items = self.shaped(value, shape.members["Items"])
            return {"Quantity": len(items), "Items": items}
        members = {name.lower(): name for name in shape.members}
        given = {members[self.names.get(name.lower(), name.lower())]: entry for name, entry in value.items()}
        return {**self.filled.get(shape.name, {}), **{name: self.shaped(entry, shape.members[name]) for name, entry in given.items()}}

    def keep(self, model, answer):
        model.update({"Id": answer["Distribution"]["Id"], "DomainName": answer["Distribution"]["DomainName"]})


EDGE_TYPES = {
    "AWS::ApiGateway::BasePathMappingV2": BasePathMappingV2,
    "AWS::ApiGateway::DomainName": DomainName,
    "AWS::ApiGateway::DomainNameV2": DomainNameV2,
    "AWS::ApiGateway::VpcLink": VpcLink,
    "AWS::ApiGatewayV2::ApiMapping": V2ApiMapping,
    "AWS::ApiGatewayV2::VpcLink": V2VpcLink,
    "AWS::CloudFront::Distribution": Distribution,
    "AWS::EC2::SecurityGroup": SecurityGroup,
    "AWS::EC2::SecurityGroupEgress": SecurityGroupEgress,
    "AWS::EC2::SecurityGroupIngress": SecurityGroupIngress,
    "AWS::ElasticLoadBalancingV2::Listener": Listener,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": LoadBalancer,
    "AWS::ElasticLoadBalancingV2::TargetGroup": TargetGroup,
    "AWS::Route53::HostedZone": HostedZone,
    "AWS::WAFv2::LoggingConfiguration": WebAclLogging,
}
