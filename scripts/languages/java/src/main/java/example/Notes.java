package example;

import dev.cdkgatehouse.RestGateway;
import dev.cdkgatehouse.RestGatewayProps;
import dev.cdkgatehouse.RestRouteOptions;
import dev.cdkgatehouse.RouteAuthorizer;
import dev.cdkgatehouse.mixins.StageThrottling;
import dev.cdkgatehouse.mixins.StageThrottlingProps;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.FunctionProps;
import software.amazon.awscdk.services.lambda.Runtime;

/** A gateway in Java; the same as in Go and in TypeScript beside it. */
public final class Notes {
  public static void main(final String[] args) {
    App app = new App(AppProps.builder().outdir(System.getenv("CDK_OUTDIR")).build());
    Stack stack = new Stack(app, "Notes");
    Function handler = new Function(stack, "Handler", FunctionProps.builder()
        .runtime(Runtime.NODEJS_22_X).handler("index.handler").code(Code.fromInline("exports.handler = async () => ({});")).build());
    RestGateway gateway = new RestGateway(stack, "Api", RestGatewayProps.builder()
        .alertEmails(List.of("oncall@example.com")).variables(Map.of("table", "notes")).build());
    gateway.addRoutes(RestRouteOptions.builder()
        .path("/notes/{id}").methods(List.of(HttpMethod.GET, HttpMethod.PUT)).handler(handler).authorizer(RouteAuthorizer.iam()).build());
    gateway.getStage().with(new StageThrottling(StageThrottlingProps.builder().rateLimit(5).burstLimit(10).build()));
    try {
      gateway.addRoutes(RestRouteOptions.builder().path("notes").handler(handler).build());
      throw new IllegalStateException("a path without a slash was taken");
    } catch (RuntimeException error) {
      if (!error.getMessage().contains("'path' must begin with \"/\"")) throw error;
    }
    app.synth();
  }
}
