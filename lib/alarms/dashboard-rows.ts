import { IWidget, TextWidget, TextWidgetBackground } from 'aws-cdk-lib/aws-cloudwatch';

/** A heading of what is below. */
export function heading(text: string): TextWidget {
  return new TextWidget({ markdown: `## ${text}`, width: 24, height: 1, background: TextWidgetBackground.TRANSPARENT });
}

/** Rows below a heading, if there are any. */
export function under(title: string, ...rows: IWidget[][]): IWidget[][] {
  const shown = rows.filter((row) => row.length > 0);
  return shown.length > 0 ? [[heading(title)], ...shown] : [];
}

/** What is shown in several rows, or in several graphs: so much in each. */
export function inChunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_none, index) => items.slice(index * size, (index + 1) * size));
}
