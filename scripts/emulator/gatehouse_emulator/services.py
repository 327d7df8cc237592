"""Services that LocalStack's open-source edition leaves out, and those that it has by a download (DynamoDB), by Moto, which it brings."""

from localstack.aws.spec import load_service
from localstack.services.moto import _proxy_moto
from localstack.services.plugins import Service, aws_provider


class MotoService:
    def __init__(self, service: str):
        self.service = service


def _by_moto(service: str) -> Service:
    operations = load_service(service).operation_names
    return Service.for_provider(MotoService(service), dispatch_table_factory=lambda _: {name: _forward for name in operations})


def _forward(context, request):
    return _proxy_moto(context, request)


@aws_provider(api="apigatewayv2")
def apigatewayv2():
    return _by_moto("apigatewayv2")


@aws_provider(api="application-autoscaling")
def application_autoscaling():
    return _by_moto("application-autoscaling")


@aws_provider(api="cloudfront")
def cloudfront():
    return _by_moto("cloudfront")


@aws_provider(api="codedeploy")
def codedeploy():
    return _by_moto("codedeploy")


@aws_provider(api="cognito-idp")
def cognito_idp():
    return _by_moto("cognito-idp")


@aws_provider(api="elbv2")
def elbv2():
    return _by_moto("elbv2")


@aws_provider(api="wafv2")
def wafv2():
    return _by_moto("wafv2")


@aws_provider(api="dynamodb", name="moto")
def dynamodb():
    return _by_moto("dynamodb")


@aws_provider(api="dynamodbstreams", name="moto")
def dynamodbstreams():
    return _by_moto("dynamodbstreams")
