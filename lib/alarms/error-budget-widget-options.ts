/** Options of a widget that shows what is left of error budgets. */
export interface ErrorBudgetWidgetOptions {
  /**
   * The title.
   *
   * @default "Error budget left, of 30 days (%)"
   */
  readonly title?: string;

  /**
   * The width on the grid of the dashboard, of 24 columns. 1 to 24.
   *
   * @default 6
   */
  readonly width?: number;

  /**
   * The height on the grid of the dashboard.
   *
   * @default 3
   */
  readonly height?: number;
}
