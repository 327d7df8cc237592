import { US_EAST_1 } from '../../lib/cost/prices/us-east-1';
import { charge, chargeByTiers } from '../../lib/cost/tiers';

const { restRequests, httpRequests, webSocketMessages, dataOut, endpointData } = US_EAST_1.prices;

test.each<[what: string, amount: number, usd: number]>([
  ['nothing', 0, 0],
  ['one', 1, 0.0000035],
  ['up to the first border', 333e6, 333 * 3.5], //                                1,165.50
  ['one more', 333e6 + 1, 1165.5 + 0.0000028],
  ['up to the second border', 1_000e6, 1165.5 + 667 * 2.8], //                    3,033.10
  ['one more', 1_000e6 + 1, 3033.1 + 0.00000238],
  ['up to the third border', 20_000e6, 3033.1 + 19_000 * 2.38], //               48,253.10
  ['one more', 20_000e6 + 1, 48253.1 + 0.00000151],
  ['far beyond', 21_000e6, 48253.1 + 1_000 * 1.51], //                           49,763.10
])('requests of a REST API: %s', (_what, amount, usd) => {
  expect(chargeByTiers(amount, restRequests, 1e6).usd).toBeCloseTo(usd, 9);
});

test.each<[what: string, amount: number, usd: number]>([
  ['up to the border', 300e6, 300],
  ['one more', 300e6 + 1, 300 + 0.0000009],
  ['beyond', 400e6, 300 + 100 * 0.9],
])('requests of a HTTP API: %s', (_what, amount, usd) => {
  expect(chargeByTiers(amount, httpRequests, 1e6).usd).toBeCloseTo(usd, 9);
});

test.each<[what: string, amount: number, usd: number]>([
  ['up to the border', 1_000e6, 1_000],
  ['one more', 1_000e6 + 1, 1_000 + 0.0000008],
])('messages: %s', (_what, amount, usd) => {
  expect(chargeByTiers(amount, webSocketMessages, 1e6).usd).toBeCloseTo(usd, 9);
});

test.each<[gigabytes: number, usd: number]>([
  [10_240, 10_240 * 0.09], //                     921.60
  [10_241, 921.6 + 0.085],
  [51_200, 921.6 + 40_960 * 0.085], //          4,403.20
  [51_201, 4403.2 + 0.07],
  [153_600, 4403.2 + 102_400 * 0.07], //       11,571.20
  [153_601, 11571.2 + 0.05],
])('%d GB to the internet', (gigabytes, usd) => {
  expect(chargeByTiers(gigabytes, dataOut).usd).toBeCloseTo(usd, 9);
});

test('a petabyte through interface endpoints is dearer than the next', () => {
  expect(chargeByTiers(1_048_577, endpointData).usd).toBeCloseTo(1_048_576 * 0.01 + 0.006, 9);
  expect(chargeByTiers(5_242_881, endpointData).usd).toBeCloseTo(1_048_576 * 0.01 + 4_194_304 * 0.006 + 0.004, 9);
});

test('the calculation is shown', () => {
  expect(chargeByTiers(400e6, restRequests, 1e6).calculation).toEqual('333 × 3.50 + 67 × 2.80');
  expect(chargeByTiers(0, restRequests, 1e6).calculation).toEqual('0 × 3.50');
  expect(charge(730, 0.038).calculation).toEqual('730 × 0.038');
});

test('the caches are those that API Gateway has', () => {
  expect(US_EAST_1.prices.cacheHour).toEqual({ 0.5: 0.02, 1.6: 0.038, 6.1: 0.2, 13.5: 0.25, 28.4: 0.5, 58.2: 1, 118: 1.9, 237: 3.8 });
});
