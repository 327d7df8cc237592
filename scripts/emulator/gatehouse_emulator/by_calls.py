"""A resource type of CloudFormation that is one call of its service."""

import json

import localstack.services.cloudformation.provider_utils as util
from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent, ResourceProvider


def done(model):
    return ProgressEvent(status=OperationStatus.SUCCESS, resource_model=model)


class ByCalls(ResourceProvider):
    """A type that is one call of its service: properties have the names of the call's members but for their case, which LocalStack's client puts right."""

    service: str
    identifier: str  # the attribute that 'Ref' gives
    made: str  # the operation that makes one
    changed: str | None = None
    removed: str | None = None
    within: str | None = None  # the member of the answer that has the attributes
    name: str | None = None  # the property that CloudFormation thinks of a value for
    renamed: dict = {}  # members of the call that have another name than the property
    json_text: tuple = ()  # properties that the call takes as text

    def __init__(self):
        self.SCHEMA = {"primaryIdentifier": [f"/properties/{self.identifier}"]}

    def client(self, request):
        return getattr(request.aws_client_factory, self.service.replace("-", "_"))

    def arguments(self, request, client, operation):
        members = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation]).input_shape.members
        model = {self.renamed.get(name, name): json.dumps(value) if name in self.json_text and not isinstance(value, str) else value for name, value in request.desired_state.items()}
        tags = next((name for name in model if name.lower() == "tags"), None)
        if tags and isinstance(model[tags], list) and members.get(tags, members.get("tags")).type_name == "map":
            model[tags] = {tag["Key"]: tag["Value"] for tag in model[tags]}
        known = {name.lower() for name in members}
        return {name: value for name, value in model.items() if name.lower() in known}

    def call(self, request, operation):
        client = self.client(request)
        return getattr(client, operation)(**self.arguments(request, client, operation))

    def keep(self, model, answer):
        answer = answer.get(self.within, {}) if self.within else answer
        for name, value in answer.items():
            if name != "ResponseMetadata":
                model.setdefault(name[0].upper() + name[1:], value)

    def create(self, request):
        model = request.desired_state
        if self.name and not model.get(self.name):
            model[self.name] = util.generate_default_name(request.stack_name, request.logical_resource_id)
        self.keep(model, self.call(request, self.made))
        return done(model)

    def update(self, request):
        model = request.desired_state
        for name, value in (request.previous_state or {}).items():
            model.setdefault(name, value)
        if not self.changed:
            return done(model)
        self.keep(model, self.call(request, self.changed))
        return done(model)

    def delete(self, request):
        if self.removed:
            self.call(request, self.removed)
        return done(request.desired_state)
