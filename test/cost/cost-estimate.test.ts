import { EndpointType, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { App, Stack, Token } from 'aws-cdk-lib/core';
import { CacheClusterSize, CostEstimate, FreeTier, RestGateway } from '../../lib';
import { testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const VIRGINIA = { env: { region: 'us-east-1' } };

/** What the lines cost, by what they are for. */
const costs = ({ lines }: CostEstimate) => Object.fromEntries(lines.map(({ item, usd }) => [item, usd]));

/** An API without logs and alarms. */
function bareApi(stack = testStack('Shop', VIRGINIA)): RestApi {
  const api = new RestApi(stack, 'Bare');
  api.root.addMethod('GET', new MockIntegration());
  return api;
}

function expectCosts(estimate: CostEstimate, expected: Record<string, number>): void {
  const actual = costs(estimate);
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [item, usd] of Object.entries(expected)) expect([item, actual[item]]).toEqual([item, expect.closeTo(usd, 6)]);
  expect(estimate.total).toBeCloseTo(Object.values(expected).reduce((total, usd) => total + usd, 0), 6);
}

describe('five loads, reckoned by hand', () => {
  // the example of https://aws.amazon.com/api-gateway/pricing/: 5 million requests, answers of 3 KB, 18.79 USD
  test('a small REST API', () => {
    const estimate = CostEstimate.forRestApi(bareApi(), { requests: 5_000_000, averageResponseKb: 3 });
    expectCosts(estimate, {
      'requests': 17.5, //                   5 × 3.50
      'data transfer out': 1.287460327, //   5,000,000 × 3 KB = 15,000,000 / 1,048,576 = 14.30511474609375 GB × 0.09
    });
    expect(estimate.total.toFixed(2)).toEqual('18.79');
  });

  test('a REST API in production, with a cache', () => {
    const { gateway } = testGateway({ cache: { clusterSize: CacheClusterSize.GB_1_6 } }, testStack('Shop', VIRGINIA));
    expectCosts(gateway.estimateMonthlyCost({ requests: 400_000_000, averageResponseKb: 4, logLineBytes: 500 }), {
      'requests': 1353.1, //                          333 × 3.50 + 67 × 2.80 = 1,165.50 + 187.60
      'cache of 1.6 GB': 27.74, //                    730 × 0.038
      'data transfer out': 137.3291015625, //         1,600,000,000 KB / 1,048,576 = 1,525.87890625 GB × 0.09
      'access log, 500 bytes a line': 93.132257462, // 200,000,000,000 bytes / 1,073,741,824 = 186.264514923 GB × 0.50
      'alarms': 0.4, //                               2 alarms: 5xx / requests, p99 of latency, and requests beside it: 4 × 0.10
      'traces of X-Ray': 112.483, //                  2,628,000 seconds + 0.05 × 397,372,000 = 22,496,600 × 5.00 per million
    });
  });

  test('a HTTP API with large answers', () => {
    const { gateway } = testHttpGateway({}, testStack('Shop', VIRGINIA));
    expectCosts(gateway.estimateMonthlyCost({ requests: 216_000_000, averageResponseKb: 700, logLineBytes: 400 }), {
      'requests, in units of 512 KB': 418.8, //        2 units each: 432 million = 300 × 1.00 + 132 × 0.90
      'data transfer out': 10912.888964844, //         144,195.556640625 GB: 10,240 × 0.09 + 40,960 × 0.085 + 92,995.556640625 × 0.07
      'access log, 400 bytes a line': 40.233135223, // 86,400,000,000 bytes / 1,073,741,824 = 80.466270447 GB × 0.50
      'alarms': 0.4, //                                4 × 0.10
    });
  });

  test('a WebSocket API', () => {
    const { gateway } = testWebSocketGateway({}, testStack('Shop', VIRGINIA));
    const load = { messages: 1_500_000_000, messagesToClients: 1_000_000_000, averageMessageKb: 40, connectionMinutes: 500_000_000 };
    expectCosts(gateway.estimateMonthlyCost({ ...load, logLineBytes: 300 }), {
      'messages, in units of 32 KB': 2600, //          2 units each: 3,000 million = 1,000 × 1.00 + 2,000 × 0.80
      'connections': 125, //                           500 × 0.25
      'data transfer out': 3293.692675781, //          38,146.97265625 GB = 10,240 × 0.09 + 27,906.97265625 × 0.085
      'access log, 300 bytes a line': 69.849193096, // of those from clients: 150,000,000,000 bytes = 139.698386192 GB × 0.50
      'alarms': 1.1, //                                11 × 0.10
    });
  });

  test('a very large REST API behind a web ACL', () => {
    expectCosts(CostEstimate.forRestApi(bareApi(), { requests: 25_000_000_000, webAclRules: 3 }), {
      'requests': 55803.1, //                 333 × 3.50 + 667 × 2.80 + 19,000 × 2.38 + 5,000 × 1.51 = 1,165.50 + 1,867.60 + 45,220 + 7,550
      'web ACL': 5,
      'rules of the web ACL': 3, //           3 × 1.00
      'requests to the web ACL': 15000, //    25,000 × 0.60
    });
  });
});

describe('what is free', () => {
  test.each<[FreeTier, Record<string, number>]>([
    [FreeTier.NONE, {
      'requests': 10.5, //                              3 × 3.50
      'data transfer out': 128.746032715, //            3,000,000 × 500 KB = 1,430.511474609 GB × 0.09
      'access log, 3000 bytes a line': 4.190951586, //  8.381903172 GB × 0.50
      'alarms': 0.4, //                                 4 × 0.10
      'dashboards': 3,
      'traces of X-Ray': 13.233, //                     (2,628,000 + 0.05 × 372,000) = 2,646,600 × 5.00 per million
    }],
    [FreeTier.ALWAYS_FREE, {
      'requests': 10.5,
      'data transfer out': 119.746032715, //            1,330.511474609 GB × 0.09
      'access log, 3000 bytes a line': 1.690951586, //  3.381903172 GB × 0.50
      'alarms': 0, //                                   of 10 metrics
      'dashboards': 0, //                               of 3
      'traces of X-Ray': 12.733, //                     2,546,600 × 5.00 per million
    }],
    [FreeTier.FIRST_YEAR, {
      'requests': 7, //                                 2 × 3.50
      'data transfer out': 119.746032715,
      'access log, 3000 bytes a line': 1.690951586,
      'alarms': 0,
      'dashboards': 0,
      'traces of X-Ray': 12.733,
    }],
  ])('of a REST API: %s', (freeTier, expected) => {
    const { gateway } = testGateway({}, testStack('Shop', VIRGINIA));
    gateway.addDashboard();
    const estimate = gateway.estimateMonthlyCost({ requests: 3_000_000, averageResponseKb: 500, logLineBytes: 3000, freeTier });
    expectCosts(estimate, expected);
  });

  test('of a WebSocket API', () => {
    const { gateway } = testWebSocketGateway({}, testStack('Shop', VIRGINIA));
    const { lines } = gateway.estimateMonthlyCost({ messages: 3_000_000, connectionMinutes: 1_000_000, freeTier: FreeTier.FIRST_YEAR });
    expect(lines.slice(0, 2).map(({ quantity }) => quantity)).toEqual([2_000_000, 250_000]);
  });
});

describe('prices', () => {
  test('of a Region are those of the stack', () => {
    const { gateway } = testHttpGateway({}, testStack('Shop', { env: { region: 'eu-west-1' } }));
    const estimate = gateway.estimateMonthlyCost({ requests: 400_000_000, logLineBytes: 1000 });
    expectCosts(estimate, {
      'requests, in units of 512 KB': 433, //            300 × 1.11 + 100 × 1.00
      'access log, 1000 bytes a line': 212.341547012, // 372.529029846 GB × 0.57
      'alarms': 0.4,
    });
    expect([estimate.region, estimate.pricesAsOf, estimate.notes]).toEqual(['eu-west-1', '2026-10-02', []]);
  });

  test('that are not known of a Region are not guessed: all that are missing are named', () => {
    const api = bareApi(testStack('Shop', { env: { region: 'eu-west-1' } }));
    expect(costs(CostEstimate.forRestApi(api, { requests: 1e9, webAclRules: 1 })).requests).toBeCloseTo(333 * 3.5 + 667 * 3.19, 6);
    const { gateway } = testGateway({ cache: {} }, testStack('Shop', { env: { region: 'eu-west-1' } }));
    expect(() => gateway.estimateMonthlyCost({ requests: 1, averageResponseKb: 1 })).toThrow(
      "no price for eu-west-1 is known of 'cacheHour' (cache of 0.5 GB), 'dataOut' (data transfer out), 'traces' (traces of X-Ray): give it in 'prices', " +
      'or write region: "us-east-1", of which prices are known, to reckon with those');
  });

  test.each(['ap-southeast-4', 'cn-north-1'])('of %s are not known', (region) => {
    expect(() => CostEstimate.forRestApi(bareApi(), { requests: 1e6, region })).toThrow(
      `no price for ${region} is known of 'restRequests' (requests): give it in 'prices', or write region: "us-east-1" or "eu-west-1", of which`);
  });

  test('of another Region may be taken', () => {
    const estimate = CostEstimate.forRestApi(bareApi(testStack('Shop', { env: { region: 'ap-southeast-4' } })), { requests: 1e6, region: 'us-east-1' });
    expect([estimate.total, estimate.region, estimate.pricesAsOf]).toEqual([3.5, 'us-east-1', '2026-11-21']);
  });

  test('may be a user\'s own, and stand before those of the Region', () => {
    const { gateway } = testGateway({ cache: {} }, testStack('Shop', { env: { region: 'eu-west-1' } }));
    const prices = { cacheHour: { 0.5: 0.03 }, traces: 6, restRequests: [{ upTo: 1e6, usd: 2 }, { usd: 1 }], dashboard: undefined };
    const estimate = gateway.estimateMonthlyCost({ requests: 3e6, tracedShare: 1, logLineBytes: 1024, prices });
    expectCosts(estimate, {
      'requests': 4, //                                     1 × 2.00 + 2 × 1.00
      'cache of 0.5 GB': 21.9, //                           730 × 0.03
      'access log, 1024 bytes a line': 1.630783081, //      2.861022949 GB × 0.57
      'alarms': 0.4,
      'traces of X-Ray': 18, //                             3 × 6.00
    });
    expect(estimate.notes.at(-1)).toEqual('prices of your own are taken for: requests; cache of 0.5 GB; traces of X-Ray');
  });

  test('of a Region that is not known may all be a user\'s own', () => {
    const estimate = CostEstimate.forRestApi(bareApi(), { requests: 1e6, region: 'ap-southeast-4', prices: { restRequests: [{ usd: 4.25 }] } });
    expect([estimate.total, estimate.pricesAsOf]).toEqual([4.25, undefined]);
    expect(estimate.table.replace(/\n/g, ' ')).toContain('in ap-southeast-4, prices of your own');
  });

  test.each<[object, string]>([
    [5 as never, "'prices' must be a structure, got 5"],
    [{ trace: 5 }, "'prices' has no option 'trace': write one of 'restRequests', "],
    [{ traces: '5' }, '\'prices.traces\' must be a price in USD of at least 0, got "5"'],
    [{ traces: NaN }, "'prices.traces' must be a price in USD of at least 0, got NaN"],
    [{ traces: -1 }, "'prices.traces' must be a price in USD of at least 0, got -1"],
    [{ traces: Token.asNumber({ Ref: 'Price' }) }, "'prices.traces' must be known at synthesis, got a token"],
    [{ cacheHour: 1 }, "'prices.cacheHour' must be prices by sizes in GB, got 1"],
    [{ cacheHour: { 0.7: 1 } }, '\'prices.cacheHour\' must be by sizes of caches in GB, got "0.7": write one of "118"'],
    [{ cacheHour: { 0.5: Infinity } }, '\'prices.cacheHour["0.5"]\' must be a price in USD of at least 0, got Infinity'],
    [{ restRequests: 3.5 }, "'prices.restRequests' must be a list of tiers, got 3.5"],
    [{ restRequests: [] }, "'prices.restRequests' must be a list of tiers, got []"],
    [{ restRequests: [{ upto: 5, usd: 1 }] }, "'restRequests' has no option 'upto': write one of 'upTo', 'usd'"],
    [{ restRequests: [{ upTo: 5, usd: 1 }] }, "'prices.restRequests' must end with a tier without 'upTo', got 5"],
    [{ restRequests: [{ usd: 1 }, { usd: 1 }] }, "'prices.restRequests[0].upTo' must be a number above 0, got undefined"],
    [{ restRequests: [{ upTo: 5, usd: 1 }, { upTo: 5, usd: 1 }, { usd: 1 }] }, "'prices.restRequests[1].upTo' must be a number above 5, got 5"],
    [{ restRequests: [{}] }, "'prices.restRequests[0].usd' must be a price in USD of at least 0, got undefined"],
  ])('fails on %j', (prices, message) => {
    expect(() => CostEstimate.forRestApi(bareApi(), { requests: 1, prices })).toThrow(message);
  });

  test('of a stack for any Region are those of us-east-1', () => {
    expect(CostEstimate.forRestApi(bareApi(testStack()), { requests: 1e6 })).toMatchObject({ region: 'us-east-1', notes: [expect.stringContaining('a HTTP API')] });
  });
});

describe('a private API', () => {
  const api = () => new RestApi(testStack('Shop', VIRGINIA), 'Bare', { endpointTypes: [EndpointType.PRIVATE] });

  test('pays nothing for what leaves it, and for the endpoints it is reached by', () => {
    const rest = api();
    rest.root.addMethod('GET', new MockIntegration());
    expectCosts(CostEstimate.forRestApi(rest, { requests: 10_000_000, averageResponseKb: 30, averageRequestKb: 2, endpointZones: 3 }), {
      'requests': 35,
      'interface endpoints': 21.9, //          3 × 730 × 0.01
      'data through endpoints': 3.051757813, // 320,000,000 KB = 305.17578125 GB × 0.01
    });
  });
});

describe('what is said besides', () => {
  const notesOf = (load: object, props = {}) => testGateway(props, testStack('Shop', VIRGINIA)).gateway.estimateMonthlyCost({ requests: 10_000_000, ...load }).notes;

  test('what a HTTP API would cost, and what it lacks', () => {
    expect(notesOf({})).toEqual(['a HTTP API would cost 10.00 USD for the requests, 25.00 USD less, but it has none of what this API uses: X-Ray']);
    expect(notesOf({}, { tracing: false })).toEqual(['a HTTP API would cost 10.00 USD for the requests, 25.00 USD less']);
  });

  test('that a HTTP API would not be cheaper, where requests are large', () => {
    expect(notesOf({ averageRequestKb: 2000 })[0]).toEqual('a HTTP API would cost 40.00 USD for the requests, not less than the 35.00 USD of a REST API');
  });

  test('at which cost of the backend a cache pays', () => {
    expect(notesOf({}, { cache: {} })[1]).toEqual( // 730 × 0.02 = 14.60 / 10 million
      'the cache pays for itself once it saves 14.60 USD at the backend: a million requests have to cost at least 1.46 USD there if it answers all, twice that if it answers half');
  });

  test('how many requests a cache has to answer to pay', () => {
    expect(notesOf({ backendCostPerMillion: 5 }, { cache: {} })[1]).toEqual('the cache pays for itself once it answers 2,920,000 requests, 29.2 % of all'); // 14.60 / 5.00
    expect(notesOf({ backendCostPerMillion: 5, cacheHours: 365 }, { cache: {} })[1]).toContain('1,460,000 requests, 14.6 % of all');
  });

  test('that a cache does not pay', () => {
    expect(notesOf({ backendCostPerMillion: 1 }, { cache: {} })[1]).toEqual('the cache does not pay for itself: it costs 14.60 USD, and all requests cost 10.00 USD at the backend');
  });

  test('nothing of requests that do not come', () => {
    expect(notesOf({ requests: 0 }, { cache: {} })).toEqual([]);
  });
});

test('the table has at most 80 columns, and the sums of the lines', () => {
  const { gateway } = testGateway({ cache: {} }, testStack('Shop', VIRGINIA));
  gateway.addDashboard();
  const { table, lines, summary } = gateway.estimateMonthlyCost({ requests: 400_000_000, averageResponseKb: 4, logLineBytes: 500 });
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(table).toMatchSnapshot();
  expect(summary).toEqual('OrdersApi (REST): 1,714.04 USD a month for 400,000,000 requests in us-east-1');
  expect(lines[0]).toEqual({ item: 'requests', quantity: 400e6, unit: 'requests', usd: expect.closeTo(1353.1, 6), calculation: '333 × 3.50 + 67 × 2.80' });
});

test.each<[object, string]>([
  [{}, "'requests' must be said: write { requests: 10_000_000 } for ten million a month, for example"],
  [{ requests: -1 }, "'requests' must be a whole number of at least 0, got -1"],
  [{ requests: 1.5 }, "'requests' must be a whole number of at least 0, got 1.5"],
  [{ requests: '1' }, '\'requests\' must be a whole number of at least 0, got "1"'],
  [{ requests: NaN }, "'requests' must be a whole number of at least 0, got NaN"],
  [{ averageResponseKb: -1 }, "'averageResponseKb' must be at least 0 and finite, got -1"],
  [{ averageRequestKb: 1e300 }, "'averageRequestKb' must be at least 0 and finite, got 1e+300"],
  [{ requests: 1e300 }, "'requests' must be a whole number of at least 0, got 1e+300"],
  [{ averageRequestKb: Infinity }, "'averageRequestKb' must be at least 0 and finite, got Infinity"],
  [{ tracedShare: 5 }, "'tracedShare' must be a share from 0 to 1, got 5"],
  [{ cacheHours: 800 }, "'cacheHours' must be hours of a month, from 0 to 744, got 800"],
  [{ cacheHours: 10 }, "'cacheHours' is for an API with a cache, which this one does not have, got 10: leave it out"],
  [{ backendCostPerMillion: 0 }, "'backendCostPerMillion' must be above 0 USD and finite, got 0"],
  [{ backendCostPerMillion: 1 }, "'backendCostPerMillion' is for an API with a cache"],
  [{ endpointZones: 2 }, "'endpointZones' is for an API with a private endpoint"],
  [{ webAclRules: 0.5 }, "'webAclRules' must be a whole number of at least 0, got 0.5"],
  [{ logLineBytes: 0 }, "'logLineBytes' must be a whole number of at least 1, got 0"],
  [{ region: 'Ireland' }, '\'region\' must be the name of a Region, got "Ireland": write "eu-west-1", for example'],
  [{ freeTier: 'ALL' }, '\'freeTier\' must be one of FreeTier, got "ALL": write FreeTier.ALWAYS_FREE, for example'],
  [{ messages: 1 }, "'load' has no option 'messages': write one of 'requests', "],
])('fails on the load %j', (load, message) => {
  const { gateway } = testGateway();
  expect(() => gateway.estimateMonthlyCost(Object.keys(load).length === 0 ? load : { requests: 1, ...load } as any)).toThrow(message);
});

test.each<[object | undefined, string]>([
  [undefined, "the options of 'load' must be a structure, got undefined"],
  [{ messages: 1, averageMessageKb: 129 }, "'averageMessageKb' must be above 0 and at most 128 KB, which is the largest message, got 129"],
  [{ messages: 1, messagesToClients: 2 }, "'messagesToClients' must be at most 'messages', 1, got 2"],
  [{ requests: 1 }, "'load' has no option 'requests': write one of 'messages', "],
])('fails on the load %j of a WebSocket API', (load, message) => {
  expect(() => testWebSocketGateway().gateway.estimateMonthlyCost(load as any)).toThrow(message);
});

test('fails on a number that is not known at synthesis', () => {
  const stack = new Stack(new App(), 'Shop');
  const gateway = new RestGateway(stack, 'OrdersApi');
  gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], integration: new MockIntegration() });
  expect(() => gateway.estimateMonthlyCost({ requests: Token.asNumber({ Ref: 'Requests' }) })).toThrow("'requests' must be known at synthesis, got a token: write a number");
});

test('fails on an API of another type, whose prices are others', () => {
  expect(() => CostEstimate.forRestApi(testHttpGateway().gateway, { requests: 1 })).toThrow("'scope' must have a REST API below it, got a HTTP API: write CostEstimate.forHttpApi");
  expect(() => CostEstimate.forHttpApi(testWebSocketGateway().gateway, { requests: 1 })).toThrow('got a WebSocket API: write CostEstimate.forWebSocketApi');
  expect(() => CostEstimate.forHttpApi(5 as any, { requests: 1 })).toThrow("'scope' must be a construct that has the API below it, got 5");
});
