"""Messages that come back, in Python: the same stack as echo-stack.ts."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from cdk_gatehouse import WebSocketGateway
from constructs import Construct


class EchoStack(cdk.Stack):
    """Who may connect is asked of IAM."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)

        handler = lambda_.Function(
            self,
            "Echo",
            runtime=lambda_.Runtime.NODEJS_24_X,
            handler="index.handler",
            code=lambda_.Code.from_asset(str(Path(__file__).parent / "echo")),
        )

        gateway = WebSocketGateway(self, "EchoApi", outputs=True)
        gateway.add_route("$connect")
        gateway.add_route("echo", handler=handler, response=True)
        gateway.add_route("later", handler=handler)
        gateway.grant_manage_connections(handler)


app = cdk.App()
EchoStack(app, "Echo")
app.synth()
