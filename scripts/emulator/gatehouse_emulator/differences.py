"""Where LocalStack differs from AWS: what is evened out, and why. docs/proof.md lists these."""

import copy
import ipaddress
import json
import socket
import sys
import threading
import uuid
from typing import Any

from localstack.http import Response, route
from localstack.runtime import hooks

from gatehouse_emulator.resources import ANSWERS, TYPES, done


class Answers:
    @route("/_gatehouse/responses/<token>", methods=["PUT"])
    def put(self, request, token):
        ANSWERS[token] = json.loads(request.get_data())
        return Response(status=200)


@hooks.on_infra_start()
def apply():
    from localstack.services.edge import ROUTER

    ROUTER.add(Answers())
    _loopback()
    if sys.version_info < (3, 13):
        _python()
    _substitutions()
    _types()
    _stages()
    _rest_apis()
    _log_groups()
    _networks()
    _hosted_zones()
    _mappings()
    _distributions()
    _updates()


def _loopback():
    """Names of LocalStack are this machine, also without a name server, and no connection leaves it."""
    lookup, connect = socket.getaddrinfo, socket.socket.connect

    def getaddrinfo(host, *args, **kwargs):
        local = isinstance(host, str) and host.endswith(("localhost", "localhost.localstack.cloud"))
        return lookup("127.0.0.1" if local else host, *args, **kwargs)

    def loopback_only(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            try:
                local = ipaddress.ip_address(address[0]).is_loopback
            except ValueError:
                local = address[0] == "localhost"
            if not local:
                raise OSError(f"a connection to {address[0]} is not made: this runs on loopback")
        return connect(self, address)

    socket.getaddrinfo, socket.socket.connect = getaddrinfo, loopback_only


def _python():
    """LocalStack is written for Python 3.13, where locks are classes ('threading.Lock | None' in annotations), and names of UUIDs may be bytes."""
    uuid5 = uuid.uuid5
    uuid.uuid5 = lambda namespace, name: uuid5(namespace, name.decode("latin-1") if isinstance(name, bytes) else name)

    class Lock:
        def __init__(self, make):
            self.make = make

        def __call__(self, *args):
            return self.make(*args)

        def __or__(self, other):
            return Any

        __ror__ = __or__

    for name in ("Lock", "RLock"):
        if not isinstance(getattr(threading, name), type):
            setattr(threading, name, Lock(getattr(threading, name)))


def _substitutions():
    """In 'Fn::Sub', '${!name}' is a literal '${name}'; LocalStack looks for a resource."""
    from localstack.services.cloudformation.engine.v2.change_set_model_describer import ChangeSetModelDescriber
    from localstack.services.cloudformation.engine.v2.change_set_model_preproc import ChangeSetModelPreproc, PreprocEntityDelta

    def reference(original):
        def resolve(self, logical_id):
            literal = f"${{{logical_id[1:]}}}"
            return PreprocEntityDelta(before=literal, after=literal) if logical_id.startswith("!") else original(self, logical_id)

        return resolve

    def attribute(original):
        def resolve(self, arguments, select_before):
            literal = isinstance(arguments, str) and arguments.startswith("!")
            return f"${{{arguments[1:]}}}" if literal else original(self, arguments, select_before)

        return resolve

    for engine in (ChangeSetModelPreproc, ChangeSetModelDescriber):
        for name, wrap in (("_resolve_reference", reference), ("_resolve_attribute", attribute)):
            if name in vars(engine):
                setattr(engine, name, wrap(vars(engine)[name]))


def _types():
    """CloudFormation knows the types of resources.py, too."""
    from localstack.services.cloudformation.resource_provider import ResourceProviderExecutor

    original = ResourceProviderExecutor.try_load_resource_provider

    def load(resource_type):
        kind = "AWS::CloudFormation::CustomResource" if resource_type.startswith("Custom::") else resource_type
        return TYPES[kind]() if kind in TYPES else original(resource_type)

    ResourceProviderExecutor.try_load_resource_provider = staticmethod(load)


def _stages():
    """CloudFormation sets the stage's settings of methods and its access log, and updates a stage; LocalStack leaves that out."""
    from localstack.services.apigateway.resource_providers.aws_apigateway_stage import ApiGatewayStageProvider as Provider

    create = Provider.create

    def settings(model):
        operations = []
        log = model.get("AccessLogSetting")
        if log:
            operations += [("/accessLogSettings/destinationArn", log["DestinationArn"]), ("/accessLogSettings/format", log["Format"])]
        names = {
            "MetricsEnabled": "metrics/enabled", "LoggingLevel": "logging/loglevel", "DataTraceEnabled": "logging/dataTrace", "ThrottlingBurstLimit": "throttling/burstLimit",
            "ThrottlingRateLimit": "throttling/rateLimit", "CachingEnabled": "caching/enabled", "CacheTtlInSeconds": "caching/ttlInSeconds", "CacheDataEncrypted": "caching/dataEncrypted",
        }
        for setting in model.get("MethodSettings") or []:
            # the path of CloudFormation begins with "/" and has its own as "~1"; that of the operation has all of them as "~1"
            path = setting["ResourcePath"]
            path = "*" if path == "/*" else path if path == "/" else path[1:]
            key = "*/*" if path == "*" and setting["HttpMethod"] == "*" else f"{'~1' if path == '/' else path}/{setting['HttpMethod']}"
            operations += [(f"/{key}/{name}", setting[given]) for given, name in names.items() if given in setting]
        return [{"op": "replace", "path": path, "value": str(value).lower() if isinstance(value, bool) else str(value)} for path, value in operations]

    def apply_settings(request, operations):
        model = request.desired_state
        if operations:
            request.aws_client_factory.apigateway.update_stage(restApiId=model["RestApiId"], stageName=model["StageName"], patchOperations=operations)

    def created(self, request):
        given = copy.deepcopy(request.desired_state)
        event = create(self, request)
        apply_settings(request, settings(given))
        return event

    def update(self, request):
        model, before = request.desired_state, request.previous_state or {}
        model.setdefault("StageName", before.get("StageName"))
        operations = []
        if model.get("DeploymentId") != before.get("DeploymentId"):
            operations.append({"op": "replace", "path": "/deploymentId", "value": model["DeploymentId"]})
        variables, old = model.get("Variables") or {}, before.get("Variables") or {}
        operations += [{"op": "replace", "path": f"/variables/{name}", "value": value} for name, value in variables.items()]
        operations += [{"op": "remove", "path": f"/variables/{name}"} for name in old if name not in variables]
        apply_settings(request, operations + settings(model))
        return done(model)

    Provider.create, Provider.update = created, update


def _rest_apis():
    """CloudFormation imports the document of an API again when it has changed, and an import takes gateway responses and IAM authorization; LocalStack leaves that out."""
    from localstack.services.apigateway.resource_providers.aws_apigateway_restapi import ApiGatewayRestApiProvider as Provider

    create = Provider.create

    def complete(request, document):
        api, rest_api = request.aws_client_factory.apigateway, request.desired_state["RestApiId"]
        for kind, response in (document.get("x-amazon-apigateway-gateway-responses") or {}).items():
            arguments = {name: response[name] for name in ("responseParameters", "responseTemplates") if response.get(name)}
            if response.get("statusCode"):
                arguments["statusCode"] = str(response["statusCode"])
            api.put_gateway_response(restApiId=rest_api, responseType=kind, **arguments)
        schemes = (document.get("components") or {}).get("securitySchemes") or {}
        signed = {name for name, scheme in schemes.items() if scheme.get("x-amazon-apigateway-authtype") == "awsSigv4"}
        resources = {resource["path"]: resource["id"] for resource in api.get_resources(restApiId=rest_api, limit=500)["items"]}
        for path, item in document.get("paths", {}).items():
            for key, operation in item.items():
                if isinstance(operation, dict) and any(name in signed for scheme in operation.get("security") or [] for name in scheme):
                    method = "ANY" if key == "x-amazon-apigateway-any-method" else key.upper()
                    api.update_method(restApiId=rest_api, resourceId=resources[path], httpMethod=method, patchOperations=[{"op": "replace", "path": "/authorizationType", "value": "AWS_IAM"}])

    def created(self, request):
        document = copy.deepcopy(request.desired_state.get("Body"))
        event = create(self, request)
        if document:
            complete(request, document)
        return event

    def update(self, request):
        model, before = request.desired_state, request.previous_state or {}
        for name in ("RestApiId", "RootResourceId"):
            model[name] = before[name]
        body = model.get("Body")
        if body and body != before.get("Body"):
            request.aws_client_factory.apigateway.put_rest_api(
                restApiId=model["RestApiId"], body=json.dumps(body).encode(), mode=model.get("Mode", "merge"), failOnWarnings=bool(model.get("FailOnWarnings")), parameters={"basepath": "ignore"},
            )
            complete(request, body)
        return done(model)

    Provider.create, Provider.update = created, update


def _log_groups():
    """CloudFormation sets how long a log group keeps what is in it; LocalStack leaves that out."""
    from localstack.services.logs.resource_providers.aws_logs_loggroup import LogsLogGroupProvider as Provider

    create = Provider.create

    def created(self, request):
        days = request.desired_state.get("RetentionInDays")
        event = create(self, request)
        if days:
            request.aws_client_factory.logs.put_retention_policy(logGroupName=event.resource_model["LogGroupName"], retentionInDays=int(days))
        return event

    Provider.create = created


def _networks():
    """CloudFormation sets how a VPC knows names, and the attribute 'DnsEntries' of an endpoint is a list of texts, zone and name. LocalStack leaves out the first, has objects for the second, and validates a selection in a list that is not there yet."""
    from localstack.services.cloudformation.engine.v2.change_set_model_transform import ChangeSetModelTransform
    from localstack.services.cloudformation.engine.v2.change_set_model_validator import ChangeSetModelValidator
    from localstack.services.cloudformation.engine.validations import ValidationError
    from localstack.services.ec2.resource_providers.aws_ec2_vpc import EC2VPCProvider as Network
    from localstack.services.ec2.resource_providers.aws_ec2_vpcendpoint import EC2VPCEndpointProvider as Endpoint

    create_network, create_endpoint = Network.create, Endpoint.create

    def network(self, request):
        given = {name: request.desired_state[name] for name in ("EnableDnsSupport", "EnableDnsHostnames") if name in request.desired_state}
        first = "VpcId" not in request.desired_state
        event = create_network(self, request)
        for name, value in given.items() if first else ():
            request.aws_client_factory.ec2.modify_vpc_attribute(VpcId=event.resource_model["VpcId"], **{name: {"Value": value in (True, "true")}})
        return event

    def endpoint(self, request):
        event = create_endpoint(self, request)
        entries = event.resource_model.get("DnsEntries") or []
        event.resource_model["DnsEntries"] = [f"{entry['HostedZoneId']}:{entry['DnsName']}" if isinstance(entry, dict) else entry for entry in entries]
        return event

    def selection(original):
        def select(self, node):
            try:
                return original(self, node)
            except ValidationError:
                return self.visit(node.arguments)

        return select

    Network.create, Endpoint.create = network, endpoint
    for engine in (ChangeSetModelTransform, ChangeSetModelValidator):
        engine.visit_node_intrinsic_function_fn_select = selection(engine.visit_node_intrinsic_function_fn_select)


def _hosted_zones():
    """The zone that examples take for the user's has the id that they have written: its caller's reference is that id."""
    from moto.route53.models import Route53Backend as Backend

    create = Backend.create_hosted_zone

    def created(self, name, private_zone, caller_reference=None, **more):
        zone = create(self, name, private_zone, caller_reference, **more)
        if caller_reference and caller_reference.startswith("Z"):
            zone = self.zones.pop(zone.id)
            zone.id = caller_reference
            self.zones[zone.id] = zone
        return zone

    Backend.create_hosted_zone = created


def _mappings():
    """A REST API may be mapped to a domain by the second version of the API, which in Moto knows its own APIs only."""
    from moto.apigateway.models import apigateway_backends
    from moto.apigatewayv2.models import ApiGatewayV2Backend as Backend

    create = Backend.create_api_mapping

    def created(self, api_id, *args, **more):
        rest_apis = apigateway_backends[self.account_id][self.region_name].apis
        if api_id not in rest_apis:
            return create(self, api_id, *args, **more)
        self.apis[api_id] = rest_apis[api_id]
        try:
            return create(self, api_id, *args, **more)
        finally:
            del self.apis[api_id]

    Backend.create_api_mapping = created


def _distributions():
    """A distribution has any number of behaviours; Moto takes one, and does not tell whether it compresses."""
    from moto.cloudfront.models import DistributionConfig

    make = DistributionConfig.__init__

    def made(self, config):
        behaviours = ((config.get("CacheBehaviors") or {}).get("Items") or {}).get("CacheBehavior")
        if isinstance(behaviours, list):
            config["CacheBehaviors"]["Items"] = dict(enumerate(behaviours))
        make(self, config)
        for behaviour in self.cache_behaviors:
            behaviour.compress = str(behaviour.compress).lower()

    DistributionConfig.__init__ = made


def _updates():
    """CloudFormation replaces a resource when the value of a property that cannot change has another value, and keeps what has 'Retain'. LocalStack replaces it also when a reference leads to a resource that changes, and removes what is to be kept."""
    from localstack.services.cloudformation.engine.v2.change_set_model import NodeDivergence, is_nothing
    from localstack.services.cloudformation.engine.v2.change_set_model_executor import ChangeSetModelExecutor as Executor
    from localstack.services.cloudformation.resource_provider import ResourceProviderExecutor

    execute = Executor._execute_resource_change

    def retained(self, name):
        for node in self._change_set.update_model.node_template.resources.resources:
            if node.name == name and not is_nothing(node.deletion_policy):
                policy = node.deletion_policy
                policy = policy.value if isinstance(policy, NodeDivergence) else policy
                return getattr(policy, "value", None) == "Retain"
        return False

    def execute_change(self, name, before, after):
        if not is_nothing(before) and not is_nothing(after) and after.requires_replacement:
            provider = ResourceProviderExecutor.try_load_resource_provider(after.resource_type)
            fixed = [path.split("/")[2] for path in provider.SCHEMA.get("createOnlyProperties", [])]
            values = [resource.properties.properties for resource in (before, after)]
            after.requires_replacement = any(values[0].get(key) != values[1].get(key) for key in fixed)
        if is_nothing(after) and not is_nothing(before) and retained(self, name):
            return None
        return execute(self, name, before, after)

    Executor._execute_resource_change = execute_change
