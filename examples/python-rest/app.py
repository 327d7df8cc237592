"""The orders of a web shop, in Python: the same stack as examples/rest-production."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from cdk_gatehouse import (
    AccessLogRateAlarmOptions,
    AlarmSet,
    AlertTopic,
    ClientErrorRateAlarmOptions,
    CorsSettings,
    FunctionConcurrencyAlarmOptions,
    FunctionDurationAlarmOptions,
    GatewayOverheadAlarmOptions,
    LatencyObjective,
    MuteWindowOptions,
    OpenApiDocument,
    RestGateway,
    RouteAuthorizer,
    ServerErrorRateAlarmOptions,
    ServiceLevelObjectivesOptions,
    TrafficAlarmOptions,
)
from constructs import Construct

HttpMethod = apigatewayv2.HttpMethod


class OrdersStack(cdk.Stack):
    """Users of the shop sign in with Cognito, a health check is open, and what goes wrong is seen before they call."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)

        users = cognito.UserPool(self, "Users")
        orders_function = lambda_.Function(
            self,
            "OrdersFunction",
            runtime=lambda_.Runtime.NODEJS_24_X,
            handler="index.handler",
            code=lambda_.Code.from_asset(str(Path(__file__).parent.parent / "rest-production" / "orders")),
            memory_size=512,
            timeout=cdk.Duration.seconds(10),
            tracing=lambda_.Tracing.ACTIVE,
        )
        orders = lambda_.Alias(self, "Orders", alias_name="live", version=orders_function.current_version)

        pages = AlertTopic(self, "Pages", emails=["oncall@example.com"], urls=["https://events.pager.example.com/orders"])
        tickets = AlertTopic(self, "Tickets", emails=["team@example.com"], encryption_key=pages.encryption_key)

        gateway = RestGateway(
            self,
            "OrdersApi",
            description="Orders of the web shop",
            authorizer=apigateway.CognitoUserPoolsAuthorizer(self, "SignIn", cognito_user_pools=[users]),
            cors=CorsSettings(allow_origins=["https://shop.example.com"]),
            throttle=apigateway.ThrottleSettings(rate_limit=500, burst_limit=1000),
            detailed_metrics=True,  # about 2 USD a month for each route that is called: see POST /orders below
            slo=ServiceLevelObjectivesOptions(
                availability=99.9,
                latency=LatencyObjective(percentile=99, under=cdk.Duration.seconds(1)),
            ),
            alert_topic=pages.topic,  # wakes somebody
            low_severity_topic=tickets.topic,  # is read in the morning
            alarms=AlarmSet.standard(
                composite=True,  # one incident, one page
                runbook_url="https://wiki.example.com/runbooks/orders",
                client_error_rate=ClientErrorRateAlarmOptions(),
                throttled_rate=AccessLogRateAlarmOptions(),
                gateway_overhead=GatewayOverheadAlarmOptions(),
                traffic_drop=TrafficAlarmOptions(),  # not for an API that rests at night
                mute_windows=[
                    MuteWindowOptions(
                        cron="0 2 * * SUN",
                        duration=cdk.Duration.hours(1),
                        time_zone=cdk.TimeZone.EUROPE_BERLIN,
                        description="Maintenance",
                    ),
                ],
            ),
            outputs=True,
        )

        validator = gateway.api.add_request_validator("Requests", validate_request_body=True, validate_request_parameters=True)
        gateway.add_routes(path="/orders", methods=[HttpMethod.GET, HttpMethod.POST], handler=orders, request_validator=validator)
        gateway.add_routes(path="/orders/{id}", methods=[HttpMethod.GET], handler=orders, request_validator=validator)
        gateway.add_routes(
            path="/health",
            methods=[HttpMethod.GET],
            integration=apigateway.MockIntegration(
                passthrough_behavior=apigateway.PassthroughBehavior.NEVER,
                request_templates={"application/json": '{ "statusCode": 200 }'},
                integration_responses=[
                    apigateway.IntegrationResponse(status_code="200", response_templates={"application/json": '{ "status": "ok" }'}),
                ],
            ),
            method_responses=[apigateway.MethodResponse(status_code="200")],
            authorizer=RouteAuthorizer.none(),
        )

        # few of the requests, and all of the sales: their errors would drown in those of the stage
        gateway.alarms.add_route_alarms(routes=["POST /orders"], server_error_rate=ServerErrorRateAlarmOptions())
        gateway.alarms.add_function(
            "Orders",
            handler=orders,
            duration=FunctionDurationAlarmOptions(),
            concurrency=FunctionConcurrencyAlarmOptions(),
        )

        # for those who look: one page with the error budgets, and queries of the access log
        gateway.add_dashboard(functions=[orders], routes=["POST /orders"])
        gateway.add_saved_queries()

        # for those who call the API, written to cdk.out
        OpenApiDocument.from_rest_api(gateway, extensions=False).write_file("orders.openapi.json")


app = cdk.App()
OrdersStack(app, "Orders")
app.synth()
