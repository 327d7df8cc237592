import { RegionPrices } from './region-prices';

/** Europe (Ireland): what AWS's price list says of API Gateway and CloudWatch, and AWS WAF, which costs the same in all Regions. What is not here is not known. */
export const EU_WEST_1: RegionPrices = {
  asOf: '2026-10-02',
  sources: [
    'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonApiGateway/current/eu-west-1/index.json',
    'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonCloudWatch/current/eu-west-1/index.json',
    'https://aws.amazon.com/blogs/networking-and-content-delivery/cost-effective-ways-for-securing-your-web-applications-using-aws-waf/',
  ],
  prices: {
    restRequests: [
      { upTo: 333e6, usd: 3.50 },
      { upTo: 1_000e6, usd: 3.19 },
      { upTo: 20_000e6, usd: 2.71 },
      { usd: 1.72 },
    ],
    httpRequests: [
      { upTo: 300e6, usd: 1.11 },
      { usd: 1.00 },
    ],
    logsIngested: 0.57,
    alarmMetric: 0.10,
    webAcl: 5.00,
    webAclRule: 1.00,
    webAclRequests: 0.60,
  },
};
