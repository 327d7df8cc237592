/** Calls a handler once, as the Node.js runtime of Lambda does, and writes what it answers to a file. */
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

// CloudFormation's answers are sent by HTTPS to a name; here they go to the emulator.
const RESPONSES = 'cloudformation-responses.localhost';
const { request } = https;
https.request = (options, ...rest) => (options.hostname === RESPONSES
  ? http.request({ ...options, hostname: '127.0.0.1', port: new URL(process.env.AWS_ENDPOINT_URL).port }, ...rest)
  : request(options, ...rest));

async function load() {
  const [file, name] = process.env._HANDLER.split(/\.(?=[^.]+$)/);
  const found = ['.js', '.mjs', '.cjs'].map((end) => path.join(process.env.LAMBDA_TASK_ROOT, file + end)).find((candidate) => fs.existsSync(candidate));
  const code = found.endsWith('.mjs') ? await import(pathToFileURL(found)) : require(found);
  return code[name];
}

async function main() {
  const { id, arn, event, timeout } = JSON.parse(fs.readFileSync(0, 'utf8'));
  const end = Date.now() + timeout * 1000;
  const context = {
    awsRequestId: id,
    invokedFunctionArn: arn,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => end - Date.now(),
    callbackWaitsForEmptyEventLoop: true,
  };
  try {
    const handler = await load();
    const value = await new Promise((resolve, reject) => {
      const answer = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
      if (answer?.then || handler.length < 3) resolve(answer);
    });
    return { value: value === undefined ? null : value };
  } catch (error) {
    return { error: { errorType: error?.name ?? 'Error', errorMessage: error?.message ?? String(error), trace: String(error?.stack).split('\n') } };
  }
}

main().then((answer) => {
  fs.writeFileSync(process.env.GATEHOUSE_ANSWER, JSON.stringify(answer));
  process.exit(0);
});
