// The newest CDK checks every template it synthesizes, which makes a test ten times slower; templates are checked in contract/.
process.env.CDK_VALIDATION = 'false';
