import { Duration } from 'aws-cdk-lib/core';
import { CanaryReleaseOptions } from './canary-release-options';

/** What a stage is to serve. */
export type Strategy =
  | { readonly kind: 'allAtOnce' }
  | { readonly kind: 'pinned'; readonly deploymentId: string }
  | { readonly kind: 'canary'; readonly options: CanaryReleaseOptions };

/** What a canary is watched for before it serves all requests. */
export interface Bake {
  readonly bakeTime: Duration;
  readonly minimumRequests: number;
}
