// What runs in the worker thread of a local Lambda function: its own environment, its own SDK, HTTPS to AWS led to the local cloud.
const http = require('node:http');
const https = require('node:https');
const Module = require('node:module');
const path = require('node:path');
const { parentPort, workerData } = require('node:worker_threads');

const { directory, handler, port, modules, functionName } = workerData;

// Lambda's runtime has the SDK where functions find it
process.env.NODE_PATH = modules;
Module._initPaths();

// every AWS service is the same local server, which looks at the Host header
const agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
https.request = (options, callback) => http.request({
  ...options, protocol: 'http:', host: '127.0.0.1', hostname: '127.0.0.1', port, agent, headers: { ...options.headers, host: options.headers?.host ?? options.host ?? options.hostname },
}, callback);

// so are issuers of tokens; fetch sets the Host header itself
const realFetch = globalThis.fetch;
globalThis.fetch = (url, init = {}) => {
  const { host, pathname, search } = new URL(url);
  return realFetch(`http://127.0.0.1:${port}${pathname}${search}`, { ...init, headers: { ...init.headers, 'x-forwarded-host': host } });
};

// the clock of the local cloud
const RealDate = Date;
let skipped = workerData.skipped;
const now = () => RealDate.now() + skipped;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }

  static now() {
    return now();
  }
};

const [file, name] = handler.split('.');
const loadedFrom = performance.now();
const load = Promise.resolve().then(() => require(path.join(directory, file))[name]);
load.then(
  () => parentPort.postMessage({ type: 'ready', milliseconds: performance.now() - loadedFrom }),
  (error) => parentPort.postMessage({ type: 'ready', milliseconds: performance.now() - loadedFrom, error: String(error?.stack ?? error) }),
);

parentPort.on('message', async (message) => {
  if (message.type === 'skip') {
    skipped += message.milliseconds;
    return;
  }
  const { number, payload, deadline, requestId } = message;
  const context = {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: message.arn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
    callbackWaitsForEmptyEventLoop: true,
    memoryLimitInMB: '256',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
  };
  try {
    const run = await load;
    const answer = await new Promise((resolve, reject) => {
      const promised = run(JSON.parse(payload), context, (error, value) => (error ? reject(error) : resolve(value)));
      if (typeof promised?.then === 'function') promised.then(resolve, reject);
    });
    parentPort.postMessage({ type: 'answer', number, payload: JSON.stringify(answer ?? null) });
  } catch (error) {
    const thrown = error instanceof Error || typeof error?.message === 'string' ? error : { name: 'Error', message: String(error) };
    parentPort.postMessage({
      type: 'answer', number, error: true, payload: JSON.stringify({ errorType: thrown.name, errorMessage: thrown.message, trace: String(thrown.stack ?? '').split('\n') }),
    });
  }
});
