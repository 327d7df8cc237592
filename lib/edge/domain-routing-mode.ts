/** By what a domain sends requests to APIs. */
export enum DomainRoutingMode {
  /** By base paths. */
  MAPPINGS_ONLY = 'BASE_PATH_MAPPING_ONLY',

  /** By routing rules. A request that none takes gets 403. */
  RULES_ONLY = 'ROUTING_RULE_ONLY',

  /** By routing rules, and what none of them takes by base paths. */
  RULES_THEN_MAPPINGS = 'ROUTING_RULE_THEN_BASE_PATH_MAPPING',
}
