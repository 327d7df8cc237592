import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stack } from 'aws-cdk-lib/core';
import { changesOf, synthesized } from './support';
import { diff } from '../../../bin/diff/diff';
import { toMarkdown } from '../../../bin/diff/markdown';
import { RequestSchema, RestGateway, RouteAuthorizer } from '../../../lib';
import { testFunction } from '../../helpers';

const { DELETE, GET, POST, PUT } = HttpMethod;

/** An API of 1,000 routes, five to two paths, each POST of which takes a body. */
const define = (isAfter: boolean) => (stack: Stack) => {
  const gateway = new RestGateway(stack, 'Api', { throttle: { rateLimit: isAfter ? 200 : 100, burstLimit: 100 } });
  const handler = testFunction(stack, isAfter ? 'New' : 'Old');
  const requestSchema = RequestSchema.fromInline({ type: 'object', properties: { count: { type: isAfter ? 'integer' : 'number' } } });
  for (let index = 0; index < 200; index++) {
    gateway.addRoutes({ path: `/things${index}`, methods: [GET], handler, ...(isAfter && index === 7 && { authorizer: RouteAuthorizer.none() }) });
    gateway.addRoutes({ path: `/things${index}`, methods: [POST], handler, requestSchema });
    gateway.addRoutes({ path: `/things${index}/{id}`, methods: [GET, PUT, DELETE], handler });
  }
};

test('two folders with an API of 1,000 routes each, all of which have changed, are compared in less than 3 seconds of a processor', () => {
  const [base, head] = [synthesized(define(false)), synthesized(define(true))];
  const before = process.cpuUsage(); // other programs do not count
  const report = diff(base, head, { failOn: ['open-route', 'breaking'] });
  const markdown = toMarkdown(report);
  if (process.env.SHOW_TIME) process.stderr.write(JSON.stringify(process.cpuUsage(before)));
  const { user, system } = process.cpuUsage(before);
  expect(report.failedOn).toEqual(['open-route', 'breaking']);
  expect(changesOf(report).filter(({ kind }) => kind === 'integration-changed')).toHaveLength(1000);
  expect(changesOf(report).filter(({ effect }) => effect === 'opened').map(({ subject }) => subject)).toEqual(['GET /things7']);
  expect(markdown).toContain('1,000 routes');
  expect((user + system) / 1e6).toBeLessThan(3);
});
