import { RegionPrices } from './region-prices';
import { ApiPrices } from '../api-prices';

/** US East (N. Virginia): all that is reckoned with. The hours of caches are those of the page of API Gateway, too. */
export const US_EAST_1: RegionPrices<Required<ApiPrices>> = {
  asOf: '2026-11-21',
  sources: [
    'https://aws.amazon.com/api-gateway/pricing/',
    'https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html',
    'https://aws.amazon.com/cloudwatch/pricing/',
    'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer',
    'https://aws.amazon.com/xray/pricing/',
    'https://aws.amazon.com/waf/pricing/',
    'https://aws.amazon.com/privatelink/pricing/',
  ],
  prices: {
    restRequests: [
      { upTo: 333e6, usd: 3.50 },
      { upTo: 1_000e6, usd: 2.80 },
      { upTo: 20_000e6, usd: 2.38 },
      { usd: 1.51 },
    ],
    httpRequests: [
      { upTo: 300e6, usd: 1.00 },
      { usd: 0.90 },
    ],
    webSocketMessages: [
      { upTo: 1_000e6, usd: 1.00 },
      { usd: 0.80 },
    ],
    connectionMinutes: 0.25,
    cacheHour: { 0.5: 0.02, 1.6: 0.038, 6.1: 0.20, 13.5: 0.25, 28.4: 0.50, 58.2: 1.00, 118: 1.90, 237: 3.80 },
    dataOut: [
      { upTo: 10 * 1024, usd: 0.09 },
      { upTo: 50 * 1024, usd: 0.085 },
      { upTo: 150 * 1024, usd: 0.07 },
      { usd: 0.05 },
    ],
    logsIngested: 0.50,
    alarmMetric: 0.10,
    compositeAlarm: 0.50,
    dashboard: 3.00,
    customMetric: 0.30,
    traces: 5.00,
    webAcl: 5.00,
    webAclRule: 1.00,
    webAclRequests: 0.60,
    endpointHour: 0.01,
    endpointData: [
      { upTo: 1024 * 1024, usd: 0.01 },
      { upTo: 5 * 1024 * 1024, usd: 0.006 },
      { usd: 0.004 },
    ],
  },
};
