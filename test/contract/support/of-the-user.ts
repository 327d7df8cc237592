/** For each example, what belongs to the user's code in it, not to a construct of the library. */
export const OF_THE_USER: Record<string, RegExp> = {
  'adopt-existing-api': /^Legacy\/LegacyFunction\//,
  'canary-release': /^ReleasedOrders\/Orders\//,
  'cloudfront': /^Catalog\/Handler\//,
  'custom-domain': /^Domain\/(orders|search|chat)Function\//,
  'hardened-api': /^Payments\/(PaymentsFunction|Users)\//,
  'http-minimal': /^Notes\/Notes\//,
  'oauth2': /^ProtectedOrders\/(OrdersFunction|Users)\//,
  'partners': /^Partners\/Products\//,
  'private-api': /^PrivateOrders\/(Orders|Vpc)\//,
  'rest-production': /^Orders\/(OrdersFunction|Users|Orders)\//,
  'routing-rules': /^Versions\/(Current|Next|Acme)Function\//,
  'serverless-backend': /^Parcels\/(Labels|Parcels|Quote\w*|Pickups|FailedPickups)\//,
  'staged-functions': /^Store\/(ordersFunction|searchFunction|Orders)\//,
  'vpc-link': /^VpcBackend\/(Backend|Nlb|Vpc)\//,
  'websocket-chat': /^Chat\/(Users|ChatFunction|Announcements|Unannounced)\//,
  'websocket-minimal': /^Echo\/Echo\//,
};
