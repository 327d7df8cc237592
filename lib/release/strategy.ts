import { CanaryReleaseOptions } from './canary-release-options';

/** What a stage is to serve. */
export type Strategy =
  | { readonly kind: 'allAtOnce' }
  | { readonly kind: 'pinned'; readonly deploymentId: string }
  | { readonly kind: 'canary'; readonly options: CanaryReleaseOptions };
