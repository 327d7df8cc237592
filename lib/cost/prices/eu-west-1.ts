import { RegionPrices } from './prices';

/**
 * Europe (Ireland), in USD, as of 2026-10-02; what is not here is not known of this Region.
 *
 * Source: AWS's price list, https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonApiGateway/current/eu-west-1/index.json, published on 2026-09-21, and
 * …/AmazonCloudWatch/current/eu-west-1/index.json, published on 2026-09-22, in a public copy of 2026-10-02.
 */
export const EU_WEST_1: RegionPrices = {
  asOf: '2026-10-02',
  prices: {
    restRequests: [
      { upTo: 333e6, usd: 3.50 },
      { upTo: 1_000e6, usd: 3.19 },
      { upTo: 20_000e6, usd: 2.71 },
      { upTo: Infinity, usd: 1.72 },
    ],
    httpRequests: [
      { upTo: 300e6, usd: 1.11 },
      { upTo: Infinity, usd: 1.00 },
    ],
    logsIngested: 0.57,
    alarmMetric: 0.10,
  },
};
