"""Resource types that LocalStack's CloudFormation lacks, each made by the calls of its service that CloudFormation makes."""

import json
import uuid

from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent, ResourceProvider

from gatehouse_emulator.by_calls import ByCalls, done
from gatehouse_emulator.edge import EDGE_TYPES


class Authorizer(ByCalls):
    service, identifier, made, removed = "apigateway", "AuthorizerId", "create_authorizer", "delete_authorizer"

    def keep(self, model, answer):
        model["AuthorizerId"] = answer["id"]


class ClientCertificate(ByCalls):
    service, identifier, made, removed = "apigateway", "ClientCertificateId", "generate_client_certificate", "delete_client_certificate"


class DocumentationPart(ByCalls):
    service, identifier, made = "apigateway", "DocumentationPartId", "create_documentation_part"
    json_text = ("Properties",)

    def keep(self, model, answer):
        model["DocumentationPartId"] = answer["id"]


class V2(ByCalls):
    service = "apigatewayv2"


class V2Api(V2):
    identifier, made, changed, removed = "ApiId", "create_api", "update_api", "delete_api"

    def create(self, request):
        model = request.desired_state
        if "Body" in model:
            self.keep(model, self.client(request).import_api(Body=json.dumps(model["Body"])))
            return done(model)
        return super().create(request)


class V2Authorizer(V2):
    identifier, made, changed, removed = "AuthorizerId", "create_authorizer", "update_authorizer", "delete_authorizer"


class V2Integration(V2):
    identifier, made, changed, removed = "IntegrationId", "create_integration", "update_integration", "delete_integration"


class V2IntegrationResponse(V2):
    identifier, made, removed = "IntegrationResponseId", "create_integration_response", "delete_integration_response"


class V2Route(V2):
    identifier, made, changed, removed = "RouteId", "create_route", "update_route", "delete_route"


class V2RouteResponse(V2):
    identifier, made, removed = "RouteResponseId", "create_route_response", "delete_route_response"


class V2Stage(V2):
    identifier, made, removed = "StageName", "create_stage", "delete_stage"


class V2Model(V2):
    identifier, made, removed = "ModelId", "create_model", "delete_model"
    json_text = ("Schema",)


class UserPool(ByCalls):
    service, identifier, made, within = "cognito-idp", "UserPoolId", "create_user_pool", "UserPool"
    renamed = {"UserPoolName": "PoolName"}
    name = "UserPoolName"

    def keep(self, model, answer):
        pool = answer["UserPool"]
        region = pool["Id"].split("_")[0]
        name = f"cognito-idp.{region}.amazonaws.com/{pool['Id']}"
        model.update({"UserPoolId": pool["Id"], "Arn": pool["Arn"], "ProviderName": name, "ProviderURL": f"https://{name}"})


class UserPoolClient(ByCalls):
    service, identifier, made, within = "cognito-idp", "ClientId", "create_user_pool_client", "UserPoolClient"
    name = "ClientName"


class UserPoolDomain(ByCalls):
    service, identifier, made = "cognito-idp", "Domain", "create_user_pool_domain"


class UserPoolResourceServer(ByCalls):
    service, identifier, made = "cognito-idp", "Identifier", "create_resource_server"


class MetricFilter(ByCalls):
    service, identifier, made, changed, removed = "logs", "FilterName", "put_metric_filter", "put_metric_filter", "delete_metric_filter"
    name = "FilterName"

    def arguments(self, request, client, operation):
        arguments = super().arguments(request, client, operation)
        for transformation in arguments.get("MetricTransformations", []):
            if isinstance(transformation.get("Dimensions"), list):
                transformation["Dimensions"] = {entry["Key"]: entry["Value"] for entry in transformation["Dimensions"]}
        return arguments


class Dashboard(ByCalls):
    service, identifier, made, changed = "cloudwatch", "DashboardName", "put_dashboard", "put_dashboard"
    name = "DashboardName"


class ScalableTarget(ByCalls):
    service, identifier, made, changed = "application-autoscaling", "Id", "register_scalable_target", "register_scalable_target"

    def keep(self, model, answer):
        model["Id"] = "|".join([model["ResourceId"], model["ScalableDimension"], model["ServiceNamespace"]])


class ScalingPolicy(ByCalls):
    service, identifier, made, changed = "application-autoscaling", "Arn", "put_scaling_policy", "put_scaling_policy"

    def arguments(self, request, client, operation):
        target = request.desired_state.get("ScalingTargetId")
        if target:
            names = dict(zip(("ResourceId", "ScalableDimension", "ServiceNamespace"), target.split("|")))
            request.desired_state.update(names)
        return super().arguments(request, client, operation)

    def keep(self, model, answer):
        model["Arn"] = answer["PolicyARN"]


class CodeDeployApplication(ByCalls):
    service, identifier, made, removed = "codedeploy", "ApplicationName", "create_application", "delete_application"
    name = "ApplicationName"


class CodeDeployGroup(ByCalls):
    service, identifier, made, removed = "codedeploy", "DeploymentGroupName", "create_deployment_group", "delete_deployment_group"
    name = "DeploymentGroupName"


class WebAcl(ByCalls):
    service, identifier, made, within = "wafv2", "Id", "create_web_acl", "Summary"
    name = "Name"

    def __init__(self):
        self.SCHEMA = {"primaryIdentifier": ["/properties/Name", "/properties/Id", "/properties/Scope"]}

    def keep(self, model, answer):
        super().keep(model, answer)
        model["Arn"] = model.pop("ARN", None)


class WebAclAssociation(ByCalls):
    service, identifier, made, removed = "wafv2", "ResourceArn", "associate_web_acl", "disassociate_web_acl"


#: answers of functions to CloudFormation, by the token of the address that they were told
ANSWERS: dict[str, dict] = {}

RESPONSES = "cloudformation-responses.localhost"  # run_handler.cjs sends what goes there to the emulator


class CustomResource(ResourceProvider):
    """Calls the function of a custom resource, and waits for what is sent to its 'ResponseURL'."""

    SCHEMA = {"primaryIdentifier": ["/properties/PhysicalResourceId"]}

    def create(self, request):
        return self._ask(request, "Create", request.desired_state)

    def update(self, request):
        before = request.previous_state or {}
        event = {"PhysicalResourceId": before.get("PhysicalResourceId"), "OldResourceProperties": before.get("__Given", {})}
        return self._ask(request, "Update", request.desired_state, event)

    def delete(self, request):
        before = request.previous_state or request.desired_state or {}
        return self._ask(request, "Delete", before.get("__Given", {}), {"PhysicalResourceId": before.get("PhysicalResourceId")})

    def _ask(self, request, kind, given, more={}):
        token = request.custom_context.get("token")
        if token is None:
            token = uuid.uuid4().hex
            event = {
                "RequestType": kind, "ResponseURL": f"https://{RESPONSES}/_gatehouse/responses/{token}", "StackId": request.stack_id, "RequestId": token,
                "LogicalResourceId": request.logical_resource_id, "ResourceType": request.resource_type, "ResourceProperties": _as_text(given),
                **{name: _as_text(value) for name, value in more.items()},
            }
            request.aws_client_factory.lambda_.invoke(FunctionName=given["ServiceToken"], InvocationType="Event", Payload=json.dumps(event))
        answer = ANSWERS.get(token)
        if answer is None:
            return ProgressEvent(status=OperationStatus.IN_PROGRESS, resource_model=request.desired_state, custom_context={"token": token})
        if answer["Status"] != "SUCCESS":
            return ProgressEvent(status=OperationStatus.FAILED, resource_model={}, message=answer.get("Reason", ""))
        identifier = answer.get("PhysicalResourceId")
        if kind == "Update" and identifier != more["PhysicalResourceId"]:  # CloudFormation does so when the update is over
            old = {"RequestType": "Delete", "PhysicalResourceId": more["PhysicalResourceId"], "ResourceProperties": _as_text(more["OldResourceProperties"])}
            self._tell(request, given["ServiceToken"], old)
        return done({**(answer.get("Data") or {}), "PhysicalResourceId": identifier, "ServiceToken": given.get("ServiceToken"), "__Given": given})

    def _tell(self, request, function, event):
        event |= {
            "ResponseURL": f"https://{RESPONSES}/_gatehouse/responses/{uuid.uuid4().hex}", "StackId": request.stack_id, "RequestId": uuid.uuid4().hex,
            "LogicalResourceId": request.logical_resource_id, "ResourceType": request.resource_type,
        }
        request.aws_client_factory.lambda_.invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(event))


def _as_text(value):
    """CloudFormation hands numbers and booleans on as text."""
    if isinstance(value, dict):
        return {name: _as_text(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_as_text(entry) for entry in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


TYPES = {
    **EDGE_TYPES,
    "AWS::ApiGateway::Authorizer": Authorizer,
    "AWS::ApiGateway::ClientCertificate": ClientCertificate,
    "AWS::ApiGateway::DocumentationPart": DocumentationPart,
    "AWS::ApiGatewayV2::Api": V2Api,
    "AWS::ApiGatewayV2::Authorizer": V2Authorizer,
    "AWS::ApiGatewayV2::Integration": V2Integration,
    "AWS::ApiGatewayV2::IntegrationResponse": V2IntegrationResponse,
    "AWS::ApiGatewayV2::Model": V2Model,
    "AWS::ApiGatewayV2::Route": V2Route,
    "AWS::ApiGatewayV2::RouteResponse": V2RouteResponse,
    "AWS::ApiGatewayV2::Stage": V2Stage,
    "AWS::ApplicationAutoScaling::ScalableTarget": ScalableTarget,
    "AWS::ApplicationAutoScaling::ScalingPolicy": ScalingPolicy,
    "AWS::CloudFormation::CustomResource": CustomResource,
    "AWS::CloudWatch::Dashboard": Dashboard,
    "AWS::CodeDeploy::Application": CodeDeployApplication,
    "AWS::CodeDeploy::DeploymentGroup": CodeDeployGroup,
    "AWS::Cognito::UserPool": UserPool,
    "AWS::Cognito::UserPoolClient": UserPoolClient,
    "AWS::Cognito::UserPoolDomain": UserPoolDomain,
    "AWS::Cognito::UserPoolResourceServer": UserPoolResourceServer,
    "AWS::Logs::MetricFilter": MetricFilter,
    "AWS::WAFv2::WebACL": WebAcl,
    "AWS::WAFv2::WebACLAssociation": WebAclAssociation,
}
