/** Options of `ApiDistribution.cacheRoutes`. */
export interface CacheRoutesOptions {
  /**
   * The keys of the routes that are cached, which have to say `cache`: "GET /catalog/{id}".
   *
   * @default - all routes that say `cache`; a warning names those that cannot be cached by a distribution
   */
  readonly routes?: string[];
}
