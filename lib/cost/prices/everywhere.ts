import { US_EAST_1 } from './us-east-1';

const { webAcl, webAclRule, webAclRequests } = US_EAST_1.prices;

/**
 * What costs the same in all Regions but those of China and of governments, as of 2026-11-21.
 *
 * Source: "The pricing for AWS WAF is consistent across all AWS Regions",
 * https://aws.amazon.com/blogs/networking-and-content-delivery/cost-effective-ways-for-securing-your-web-applications-using-aws-waf/.
 */
export const EVERYWHERE = { webAcl, webAclRule, webAclRequests };
