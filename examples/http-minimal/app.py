"""Notes behind a HTTP API, in Python: the same stack as notes-stack.ts."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_apigatewayv2 import HttpMethod
from cdk_gatehouse import HttpGateway, HttpRouteAuthorizer
from constructs import Construct


class NotesStack(cdk.Stack):
    """A health check is open, the rest asks IAM."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)

        handler = lambda_.Function(
            self,
            "Notes",
            runtime=lambda_.Runtime.NODEJS_24_X,
            handler="index.handler",
            code=lambda_.Code.from_asset(str(Path(__file__).parent / "notes")),
        )

        gateway = HttpGateway(self, "NotesApi", outputs=True)
        gateway.add_routes(path="/notes/{id}", methods=[HttpMethod.GET, HttpMethod.PUT], handler=handler)
        gateway.add_routes(path="/health", methods=[HttpMethod.GET], handler=handler, authorizer=HttpRouteAuthorizer.none())


app = cdk.App()
NotesStack(app, "Notes")
app.synth()
