// The newest CDK checks every template it synthesizes, which makes a test ten times slower; templates are checked in contract/.
process.env.CDK_VALIDATION = 'false';

// Where in the code each resource was defined is shown by the CDK's command alone, and takes a fifth of the time of a test.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });
