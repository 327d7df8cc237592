import { IBucket } from 'aws-cdk-lib/aws-s3';
import { checkCalled, checkOptions, isRequestValue, isText, REQUEST_VALUE } from './check-calls';
import { MappingTemplate } from './mapping-template';
import { RequestValue } from './request-value';
import { S3ListObjectsOptions, S3ObjectOptions } from './s3-integration-options';
import { errorsWith, ServiceCall } from './service-call';
import { fail, show } from '../private/errors';
import { checkNumber } from '../private/rules';

/** Without leave to list the bucket, Amazon S3 answers 403 for what is not there. */
const NOT_FOUND = errorsWith(['40[34]', 404, 'Not found'], ['4(?!0[34])\\d{2}', 400, 'Bad request']);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export function getObject(bucket: IBucket, options: S3ObjectOptions): ServiceCall {
  const headers = ['Content-Type', 'ETag', 'Last-Modified', 'Cache-Control'];
  return {
    ...call(bucket, options, 'GET', ['s3:GetObject'], ['kms:Decrypt']),
    errorKinds: NOT_FOUND,
    carriesBytes: true,
    responseParameters: Object.fromEntries(headers.map((name) => [`method.response.header.${name}`, `integration.response.header.${name}`])),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export function putObject(bucket: IBucket, options: S3ObjectOptions): ServiceCall {
  const { requestParameters, ...rest } = call(bucket, options, 'PUT', ['s3:PutObject'], ['kms:GenerateDataKey']);
  return {
    ...rest,
    requestParameters: { ...requestParameters, 'integration.request.header.Content-Type': 'method.request.header.Content-Type' },
    carriesBytes: true,
    response: MappingTemplate.json({}),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export function deleteObject(bucket: IBucket, options: S3ObjectOptions): ServiceCall {
  return { ...call(bucket, options, 'DELETE', ['s3:DeleteObject']), successStatus: 204 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjects(bucket: IBucket, options: S3ListObjectsOptions): ServiceCall {
  checkBucket(bucket);
  checkOptions(options, [['prefix', (value) => typeof value === 'string', 'text, "images/", for example'], ['continuationToken', isRequestValue, REQUEST_VALUE]], [], bucket);
  const { prefix, maxKeys, continuationToken } = options;
  if (maxKeys !== undefined) checkNumber('maxKeys', maxKeys, (value) => Number.isInteger(value) && value >= 1 && value <= 1000, 'a whole number from 1 to 1000', bucket);
  if (prefix !== undefined && !/^[A-Za-z0-9!_.*()/-]*$/.test(literalOf(prefix))) {
    fail(`'prefix' must be letters, digits and "! _ . * ( ) / -", got ${show(prefix)}: write "images/", for example`, bucket);
  }
  const query = { 'list-type': "'2'", 'prefix': prefix === undefined ? undefined : `'${prefix}'`, 'max-keys': maxKeys === undefined ? undefined : `'${maxKeys}'`, 'continuation-token': continuationToken && parameterOf(continuationToken, bucket) };
  const said = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    service: 's3',
    path: `path/${bucket.bucketName}`,
    httpMethod: 'GET',
    env: bucket.env,
    target: { arn: bucket.bucketArn, actions: ['s3:ListBucket'] },
    requestParameters: Object.fromEntries(said.map(([name, value]) => [`integration.request.querystring.${name}`, value])),
    responseParameters: { 'method.response.header.Content-Type': 'integration.response.header.Content-Type' },
    passesBody: true,
  };
}

function call(bucket: IBucket, options: S3ObjectOptions, httpMethod: string, actions: string[], keyActions?: string[]): ServiceCall {
  checkBucket(bucket);
  checkOptions(options, [['objectKey', isText, 'the key of an object, "images/{id}.png", for example']], ['objectKey'], bucket);
  const { objectKey } = options;
  if (!/^(?!\/)([A-Za-z0-9!_.()/-]|\{[A-Za-z0-9._-]+\})+$/.test(literalOf(objectKey))) {
    fail(`'objectKey' must be letters, digits, "! _ . ( ) / -" and variables of the path, and not begin with "/", got ${show(objectKey)}: write "images/{id}.png", for example`, bucket);
  }
  const variables = [...objectKey.matchAll(/(?<!\$)\{([A-Za-z0-9._-]+)\}/g)].map(([, name]) => name);
  const objectsArn = bucket.arnForObjects(variables.reduce((key, name) => key.replaceAll(`{${name}}`, '*'), objectKey));
  return {
    service: 's3',
    path: `path/${bucket.bucketName}/${objectKey}`,
    httpMethod,
    env: bucket.env,
    target: { arn: objectsArn, actions, encryptionKey: bucket.encryptionKey, keyActions }, // a role for each kind of keys
    requestParameters: Object.fromEntries(variables.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`])),
    passesBody: true,
  };
}

function checkBucket(bucket: IBucket): void {
  checkCalled('bucket', bucket, 'bucketArn', 'a bucket of aws-cdk-lib/aws-s3');
}

/** Text without its tokens. */
function literalOf(text: string): string {
  return text.replace(/\$\{Token\[[^\]]*\]\}/g, 'x');
}

/** A value of the request as the source of a parameter, since there is no template that could take it. */
function parameterOf({ _config }: RequestValue, scope: IBucket): string {
  const [, of, name] = /^\$request\.(querystring|header|path)\.(.+)$/.exec(_config.expression ?? '') ?? [];
  if (!name) fail("'continuationToken' must be a variable of the query string or of the path, or a header, as it is: write RequestValue.query('token'), for example", scope);
  return `method.request.${of}.${name}`;
}
