/**
 * The colours of what is graphed: each has a contrast of at least 3 to 1 to the console's light background and to its dark one, which is what WCAG asks
 * of graphics, and 4xx and 5xx are the same everywhere.
 */
export const COLORS = {
  requests: '#2a7fd4',
  clientErrors: '#d9700a',
  serverErrors: '#d62728',
  p50: '#2e8540',
  p90: '#8c6bb1',
  p99: '#2a7fd4',
  threshold: '#d1478f',
  good: '#2e8540',
  neutral: '#7f8a93',
} as const;
