"""One API with the stages prod, staging and dev, in Python: the same stack as store-stack.ts."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_apigateway import ThrottleSettings
from aws_cdk.aws_apigatewayv2 import HttpMethod
from cdk_gatehouse import AlarmSet, ProvisionedConcurrencyOptions, RestGateway, RestRouteSettings, StagedFunction
from constructs import Construct


class StoreStack(cdk.Stack):
    """Each stage calls its own aliases and backend, within its own limits; only prod has a cache."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)

        gateway = RestGateway(
            self,
            "StoreApi",
            throttle={"rate_limit": 500, "burst_limit": 1000},
            variables={"shippingHost": "shipping.example.com"},
            cache={"ttl": cdk.Duration.minutes(1)},
            outputs=True,
        )

        orders = StagedFunction(
            self,
            "Orders",
            handler=self.define("orders"),
            provisioned_concurrency={"prod": ProvisionedConcurrencyOptions(minimum=2, maximum=20)},
        )
        search = StagedFunction(self, "Search", handler=self.define("search"))

        gateway.add_routes(path="/orders", methods=[HttpMethod.POST], staged_handler=orders)
        gateway.add_routes(path="/orders/{id}", methods=[HttpMethod.GET], staged_handler=orders)
        gateway.add_routes(
            path="/search",
            methods=[HttpMethod.GET],
            staged_handler=search,
            cache={"keys": ["query.text"], "without_keys": ["header.Authorization"]},  # every caller finds the same
        )
        gateway.add_routes(
            path="/shipping",
            methods=[HttpMethod.GET],
            integration=apigateway.HttpIntegration("https://${stageVariables.shippingHost}/quotes"),
        )

        gateway.add_stage(
            "staging",
            throttle={"rate_limit": 100, "burst_limit": 200},
            variables={"shippingHost": "shipping.staging.example.com"},
            cache={"enabled": False},
        )
        gateway.add_stage(
            "dev",
            throttle={"rate_limit": 10, "burst_limit": 20},
            variables={"shippingHost": "shipping.dev.example.com"},
            cache={"enabled": False},
            alarms=AlarmSet.none(),
            routes={"GET /search": RestRouteSettings(throttle=ThrottleSettings(rate_limit=1, burst_limit=2))},
        )

    def define(self, name: str) -> lambda_.Function:
        return lambda_.Function(
            self,
            f"{name}Function",
            runtime=lambda_.Runtime.NODEJS_24_X,
            handler="index.handler",
            code=lambda_.Code.from_asset(str(Path(__file__).parent / name)),
        )


app = cdk.App()
StoreStack(app, "Store")
app.synth()
