/** The key of a route in a usage plan, where "GET /orders/{id}" is "/orders/{id}/GET" and "GET /" is "//GET", without escapes. */
export function usagePlanKey(routeKey: string): string {
  const [method, path] = routeKey.split(' ');
  return `${path}/${method}`;
}
