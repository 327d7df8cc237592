/** How people call endpoint types. */
const NAMES: Readonly<Record<string, string>> = { EDGE: 'edge-optimized', REGIONAL: 'regional', PRIVATE: 'private' };

/** What API Gateway can make of an endpoint type, for `status` and `diff`; docs/command.md names the source. */
export const ALLOWED_ENDPOINT_CHANGES: Readonly<Record<string, readonly string[]>> = {
  EDGE: ['REGIONAL', 'PRIVATE'],
  REGIONAL: ['EDGE', 'PRIVATE'],
  PRIVATE: ['REGIONAL'],
};

export function endpointTypeName(type: string | null | undefined): string | undefined {
  return type == null ? undefined : NAMES[type] ?? type;
}

/** Whether API Gateway refuses a change; of a type that it does not know, or that only a deployment tells, nothing is said. */
export function isEndpointChangeRefused(from: string, to: string): boolean {
  return to in NAMES && Object.hasOwn(ALLOWED_ENDPOINT_CHANGES, from) && from !== to && !ALLOWED_ENDPOINT_CHANGES[from].includes(to);
}

/** What the next deployment would do to the endpoint; undefined if nothing. */
export function endpointChange(deployed: string, template: string): string | undefined {
  if (deployed === template) return undefined;
  const [is, becomes] = [deployed, template].map(endpointTypeName);
  if (isEndpointChangeRefused(deployed, template)) {
    return `the API is ${is}, and ${becomes} in the template: API Gateway refuses this change, so the next deployment fails; make it regional first`;
  }
  return `the API is ${is}, and ${becomes} in the template: the next deployment changes it, and it may not be available for up to 60 seconds`;
}
