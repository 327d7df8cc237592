import { DiffReport } from './diff-report';

/** The report for programs: docs/reviews.md says what is contract. */
export function toJson(report: DiffReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
