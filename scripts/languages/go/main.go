// A gateway in Go; the same as in Java and in TypeScript beside it.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.com/cdkgatehouse"
	"example.com/cdkgatehouse/mixins"
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(os.Getenv("CDK_OUTDIR"))})
	stack := awscdk.NewStack(app, jsii.String("Notes"), nil)
	handler := awslambda.NewFunction(stack, jsii.String("Handler"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromInline(jsii.String("exports.handler = async () => ({});")),
	})
	gateway := cdkgatehouse.NewRestGateway(stack, jsii.String("Api"), &cdkgatehouse.RestGatewayProps{
		AlertEmails: jsii.Strings("oncall@example.com"),
		Variables:   &map[string]*string{"table": jsii.String("notes")},
	})
	gateway.AddRoutes(&cdkgatehouse.RestRouteOptions{
		Path:       jsii.String("/notes/{id}"),
		Methods:    &[]awsapigatewayv2.HttpMethod{awsapigatewayv2.HttpMethod_GET, awsapigatewayv2.HttpMethod_PUT},
		Handler:    handler,
		Authorizer: cdkgatehouse.RouteAuthorizer_Iam(),
	})
	gateway.Stage().With(mixins.NewStageThrottling(&mixins.StageThrottlingProps{RateLimit: jsii.Number(5), BurstLimit: jsii.Number(10)}))
	refused(func() {
		gateway.AddRoutes(&cdkgatehouse.RestRouteOptions{Path: jsii.String("notes"), Handler: handler})
	}, "'path' must begin with \"/\"")
	app.Synth(nil)
}

func refused(action func(), sentence string) {
	defer func() {
		if problem := recover(); problem == nil || !strings.Contains(fmt.Sprint(problem), sentence) {
			panic(fmt.Sprintf("expected %q, got %v", sentence, problem))
		}
	}()
	action()
}
