/** What `do-they-fire.test.ts` evaluates, which takes long and asks nothing of the CDK, is the same with each CDK: then so is what it finds. */
import { createHash } from 'node:crypto';
import { templateOf } from '../helpers';
import { resourcesOf } from './support/template-values';
import { WATCHED_STACKS } from './support/watched-stacks';

const TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Logs::MetricFilter'];

test.each(Object.keys(WATCHED_STACKS) as Array<keyof typeof WATCHED_STACKS>)('every alarm on a %s API is the same with each CDK', (type) => {
  const template = templateOf(WATCHED_STACKS[type]()).toJSON();
  const found = TYPES.flatMap((resourceType) => resourcesOf(template, resourceType));
  expect(found.length).toBeGreaterThan(10);
  expect(Object.fromEntries(found.map(([id, properties]) => [id, createHash('md5').update(JSON.stringify(properties)).digest('hex')]))).toMatchSnapshot();
});
