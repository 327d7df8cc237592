import { XMLParser } from 'fast-xml-parser';
import { ApiGatewayServer, firstOf, onCall } from './index';

/* By hand, as the SDK's client sends it: JSON 1.0 with the operation in a header; older ones send Query. */

let server: ApiGatewayServer;

beforeEach(async () => {
  server = await ApiGatewayServer.start();
});

afterEach(() => server.stop());

async function json(operation: string, input: object): Promise<any> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `GraniteServiceVersion20100801.${operation}` };
  const response = await fetch(server.endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
  return { status: response.status, ...await response.json() as object };
}

async function query(operation: string, input: Record<string, string>): Promise<any> {
  const body = new URLSearchParams({ Action: operation, Version: '2010-08-01', ...input });
  const response = await fetch(server.endpoint, { method: 'POST', body });
  return new XMLParser().parse(await response.text());
}

describe('DescribeAlarms', () => {
  beforeEach(() => {
    server.cloudWatch.setAlarm('errors', 'OK');
    server.cloudWatch.setAlarm('latency', 'ALARM', { reason: 'slow' });
    server.cloudWatch.setAlarm('all', 'OK', { type: 'CompositeAlarm' });
  });

  test('only knows metric alarms unless asked for composite ones', async () => {
    const { MetricAlarms, CompositeAlarms } = await json('DescribeAlarms', { AlarmNames: ['latency', 'all', 'none'] });
    expect(MetricAlarms).toEqual([expect.objectContaining({ AlarmName: 'latency', StateValue: 'ALARM', StateReason: 'slow' })]);
    expect(CompositeAlarms).toEqual([]);
    const both = await json('DescribeAlarms', { AlarmNames: ['latency', 'all'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    expect([both.MetricAlarms.length, both.CompositeAlarms.length]).toEqual([1, 1]);
  });

  test('needs the named alarms, or all of them for composite ones', async () => {
    await json('DescribeAlarms', { AlarmNames: ['latency'] });
    await json('DescribeAlarms', { AlarmNames: ['latency'], AlarmTypes: ['CompositeAlarm'] });
    expect(server.cloudWatch.permissions()).toEqual([
      { action: 'cloudwatch:DescribeAlarms', resource: 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:latency' },
      { action: 'cloudwatch:DescribeAlarms', resource: '*' },
    ]);
  });

  test('filters by prefix and state, and comes in pages', async () => {
    expect((await json('DescribeAlarms', { AlarmNamePrefix: 'e' })).MetricAlarms).toHaveLength(1);
    expect((await json('DescribeAlarms', { StateValue: 'ALARM' })).MetricAlarms).toHaveLength(1);
    const first = await json('DescribeAlarms', { MaxRecords: 1 });
    const second = await json('DescribeAlarms', { MaxRecords: 1, NextToken: first.NextToken });
    expect([first.MetricAlarms[0].AlarmName, second.MetricAlarms[0].AlarmName, second.NextToken]).toEqual(['errors', 'latency', undefined]);
  });

  test.each([
    [{ NextToken: 'x' }, 'InvalidNextToken'],
    [{ MaxRecords: 101 }, 'ValidationError'],
    [{ AlarmNames: ['a'], AlarmNamePrefix: 'a' }, 'ValidationError'],
    [{ AlarmNames: Array(101).fill('a') }, 'ValidationError'],
  ])('fails with %j', async (input, name) => {
    expect(await json('DescribeAlarms', input)).toMatchObject({ status: 400, __type: `com.amazonaws.cloudwatch#${name}` });
  });

  test('answers in XML to Query', async () => {
    const { DescribeAlarmsResponse: { DescribeAlarmsResult } } = await query('DescribeAlarms', { 'AlarmNames.member.1': 'errors', 'AlarmNames.member.2': 'latency' });
    expect(DescribeAlarmsResult.MetricAlarms.member.map(({ AlarmName }: any) => AlarmName)).toEqual(['errors', 'latency']);
    const { ErrorResponse } = await query('DescribeAlarms', { NextToken: 'x' });
    expect(ErrorResponse.Error).toMatchObject({ Type: 'Sender', Code: 'InvalidNextToken' });
  });

  test('follows the test, and a clone goes its own way', async () => {
    const copy = server.cloudWatch.clone();
    server.cloudWatch.setAlarm('all', 'ALARM');
    server.cloudWatch.deleteAlarm('errors');
    const { MetricAlarms, CompositeAlarms } = await json('DescribeAlarms', { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    expect([MetricAlarms.length, CompositeAlarms[0].StateValue]).toEqual([1, 'ALARM']);
    expect(copy.call('DescribeAlarms', { StateValue: 'ALARM', AlarmTypes: ['CompositeAlarm'] }).CompositeAlarms).toEqual([]);
  });
});

describe('metrics', () => {
  const Dimensions = [{ Name: 'ApiName', Value: 'Orders' }];

  beforeEach(() => {
    server.cloudWatch.metrics = ({ metricName, dimensions, stat, expression }) => {
      if (expression) return [{ time: 60_000, value: 0.5 }];
      return metricName === 'Count' && dimensions.ApiName === 'Orders' ? [0, 60_000, 120_000].map((time) => ({ time, value: stat === 'Sum' ? time / 1000 : 1 })) : [];
    };
  });

  test('GetMetricData answers each query within its time, newest first unless told', async () => {
    const MetricDataQueries = [
      { Id: 'count', MetricStat: { Metric: { Namespace: 'AWS/ApiGateway', MetricName: 'Count', Dimensions }, Period: 60, Stat: 'Sum' } },
      { Id: 'none', MetricStat: { Metric: { Namespace: 'AWS/ApiGateway', MetricName: '5XXError', Dimensions }, Period: 60, Stat: 'Sum' } },
      { Id: 'rate', Expression: 'none / count' },
      { Id: 'hidden', Expression: 'count', ReturnData: false },
    ];
    const { MetricDataResults } = await json('GetMetricData', { MetricDataQueries, StartTime: 60, EndTime: 180 });
    expect(MetricDataResults).toEqual([
      { Id: 'count', Label: 'Count', StatusCode: 'Complete', Timestamps: [120, 60], Values: [120, 60] },
      { Id: 'none', Label: '5XXError', StatusCode: 'Complete', Timestamps: [], Values: [] },
      { Id: 'rate', Label: 'rate', StatusCode: 'Complete', Timestamps: [60], Values: [0.5] },
    ]);
    const ascending = await json('GetMetricData', { MetricDataQueries, StartTime: 0, EndTime: 180, ScanBy: 'TimestampAscending' });
    expect(ascending.MetricDataResults[0].Values).toEqual([0, 60, 120]);
    expect(await json('GetMetricData', { MetricDataQueries, StartTime: 60, EndTime: 60 })).toMatchObject({ status: 400 });
  });

  test('GetMetricStatistics puts statistics of a time together', async () => {
    const { Datapoints } = await json('GetMetricStatistics', {
      Namespace: 'AWS/ApiGateway', MetricName: 'Count', Dimensions, StartTime: 60, EndTime: 120, Period: 60, Statistics: ['Sum'], ExtendedStatistics: ['p99'],
    });
    expect(Datapoints).toEqual([{ Timestamp: 60, Sum: 60, ExtendedStatistics: { p99: 1 } }]);
  });
});

test('faults and policies work as those of API Gateway', async () => {
  server.cloudWatch.faults = firstOf(onCall(0, 'error'), onCall(1, 'throttle'));
  expect(await json('DescribeAlarms', {})).toMatchObject({ status: 500 });
  expect(await json('DescribeAlarms', {})).toMatchObject({ status: 400, __type: 'com.amazonaws.cloudwatch#ThrottlingException' });
  server.cloudWatch.faults = () => 'reset';
  await expect(json('DescribeAlarms', {})).rejects.toThrow('fetch failed');
  server.cloudWatch.faults = undefined;
  server.cloudWatch.policy = [];
  expect(await json('DescribeAlarms', {})).toMatchObject({ status: 403, __type: 'com.amazonaws.cloudwatch#AccessDeniedException' });
  server.cloudWatch.policy = undefined;
  expect(await json('PutMetricData', {})).toMatchObject({ status: 404, message: 'not modelled: PutMetricData' });
});
