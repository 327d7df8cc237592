import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Token } from 'aws-cdk-lib/core';
import { MappingTemplate } from './mapping-template';
import { S3ListObjectsOptions, S3ObjectOptions } from './s3-integration-options';
import { ServiceCall } from './service-integration';
import { fail, show } from '../private/errors';
import { checkNumber } from '../private/rules';

/** Without leave to list the bucket, Amazon S3 answers 403 for what is not there. */
const NOT_FOUND: ServiceCall['errorKinds'] = [['40[34]', '404', 'Not found'], ['4(?!0[34])\\d{2}', '400', 'Bad request']];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export function getObject(bucket: IBucket, options: S3ObjectOptions): ServiceCall {
  const headers = ['Content-Type', 'ETag', 'Last-Modified', 'Cache-Control'];
  return {
    ...call(bucket, options, 'GET', ['s3:GetObject']),
    errorKinds: NOT_FOUND,
    carriesBytes: true,
    responseParameters: Object.fromEntries(headers.map((name) => [`method.response.header.${name}`, `integration.response.header.${name}`])),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export function putObject(bucket: IBucket, options: S3ObjectOptions): ServiceCall {
  const { requestParameters, ...rest } = call(bucket, options, 'PUT', ['s3:PutObject']);
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
export function listObjects(bucket: IBucket, { prefix, maxKeys }: S3ListObjectsOptions): ServiceCall {
  if (maxKeys !== undefined) checkNumber('maxKeys', maxKeys, (value) => Number.isInteger(value) && value >= 1 && value <= 1000, 'a whole number from 1 to 1000', bucket);
  if (prefix !== undefined && !Token.isUnresolved(prefix) && !/^[A-Za-z0-9!_.*()/-]*$/.test(prefix)) {
    fail(`'prefix' must be letters, digits and "! _ . * ( ) / -", got ${show(prefix)}: write "images/", for example`, bucket);
  }
  const query = { 'list-type': 2, prefix, 'max-keys': maxKeys };
  const said = Object.entries(query).filter(([, value]) => value !== undefined);
  return {
    service: 's3',
    path: `path/${bucket.bucketName}`,
    httpMethod: 'GET',
    env: bucket.env,
    target: { arn: bucket.bucketArn, actions: ['s3:ListBucket'], encryptionKey: undefined },
    requestParameters: Object.fromEntries(said.map(([name, value]) => [`integration.request.querystring.${name}`, `'${value}'`])),
    responseParameters: { 'method.response.header.Content-Type': 'integration.response.header.Content-Type' },
    passesBody: true,
  };
}

function call(bucket: IBucket, { objectKey }: S3ObjectOptions, httpMethod: string, actions: string[]): ServiceCall {
  if (!Token.isUnresolved(objectKey) && !/^([A-Za-z0-9!_.*()/-]|\{[A-Za-z0-9._-]+\})+$/.test(objectKey)) {
    fail(`'objectKey' must be letters, digits, "! _ . * ( ) / -" and variables of the path, got ${show(objectKey)}: write "images/{id}.png", for example`, bucket);
  }
  const variables = [...objectKey.matchAll(/(?<!\$)\{([A-Za-z0-9._-]+)\}/g)].map(([, name]) => name);
  return {
    service: 's3',
    path: `path/${bucket.bucketName}/${objectKey}`,
    httpMethod,
    env: bucket.env,
    target: {
      arn: bucket.bucketArn,
      actions,
      resourceArns: [bucket.arnForObjects(variables.reduce((key, name) => key.replaceAll(`{${name}}`, '*'), objectKey))],
      encryptionKey: bucket.encryptionKey,
    },
    requestParameters: Object.fromEntries(variables.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`])),
    passesBody: true,
  };
}
