/** How many random cases a test looks at: on the oldest CDK, on the newest, and in `npm run proof`, which takes its time. */
export function runs(counts: { readonly oldest: number; readonly newest: number; readonly proof: number }): number {
  if (process.env.GATEHOUSE_PROOF) return counts.proof;
  return process.env.CDK_UNDER_TEST === 'newest' ? counts.newest : counts.oldest;
}
