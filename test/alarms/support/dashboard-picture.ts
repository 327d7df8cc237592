/**
 * Draws the body of a dashboard as SVG: each widget where the grid has it, with the lines, thresholds and columns that it asks for. The data is made up,
 * and the same each time.
 */
import { DashboardBody, DashboardWidget } from './dashboard-body';

const CELL = { width: 46, height: 34 };
const GAP = 4;
const PALETTE = ['#2a7fd4', '#d9700a', '#2e8540', '#8c6bb1', '#0f8a8a', '#d1478f', '#7f8a93', '#b8860b', '#d62728', '#5a6fc0'];
const POINTS = 40;

/** What top routes are drawn as. */
const ROUTES = ['GET /orders', 'POST /orders', 'GET /orders/{id}', 'PUT /orders/{id}', 'GET /products', 'GET /health'];

/** A line of a graph. */
interface Line {
  readonly label: string;
  readonly color: string;
  readonly level: number;
  readonly shape: number;
}

export function drawDashboard({ widgets }: DashboardBody): string {
  const height = Math.max(...widgets.map(({ y, height: rows }) => y + rows)) * CELL.height + GAP;
  const width = 24 * CELL.width + GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#f2f3f3"/>`,
    ...widgets.map(drawWidget),
    '</svg>',
    '',
  ].join('\n');
}

function drawWidget(widget: DashboardWidget): string {
  const [x, y] = [widget.x * CELL.width + GAP, widget.y * CELL.height + GAP];
  const [width, height] = [widget.width * CELL.width - GAP, widget.height * CELL.height - GAP];
  const { title, background } = widget.properties;
  const frame = background === 'transparent' ? '' : `<rect width="${width}" height="${height}" rx="4" fill="#ffffff" stroke="#d5dbdb"/>`;
  const heading = title === undefined ? '' : text(10, 18, title.replace('CHOSEN_METHOD', 'GET').replace('CHOSEN_PATH', '/orders/{id}'), 'font-weight="bold" fill="#16191f"');
  const content = { alarm: drawAlarms, log: drawLog, metric: drawMetrics, text: drawText }[widget.type]!(widget, width, height);
  return `<g transform="translate(${x} ${y})">${frame}${heading}${content}</g>`;
}

function drawText({ properties: { markdown } }: DashboardWidget): string {
  const lines = (markdown as string).split('\n').filter((line) => line !== '');
  return lines.map((line, index) => {
    const size = line.startsWith('# ') ? 20 : line.startsWith('## ') ? 15 : 11;
    return text(4, 24 + index * 24, line.replace(/^#+ /, ''), `font-size="${size}" ${size > 11 ? 'font-weight="bold" ' : ''}fill="#16191f"`);
  }).join('');
}

function drawAlarms({ properties: { alarms } }: DashboardWidget, width: number): string {
  const tile = (width - 20) / 6;
  return (alarms as string[]).map((arn, index) => {
    const [x, y] = [10 + (index % 6) * tile, 28 + Math.floor(index / 6) * CELL.height];
    const name = /Alarms(.+?)[0-9A-F]{8}\.Arn/.exec(arn)?.[1] ?? arn;
    return `<rect x="${x}" y="${y}" width="${tile - 6}" height="28" rx="3" fill="${index === 1 ? '#d62728' : '#2e8540'}"/>${text(x + 8, y + 18, name, 'fill="#ffffff"')}`;
  }).join('');
}

function drawMetrics(widget: DashboardWidget, width: number, height: number): string {
  const lines = linesOf(widget);
  if (widget.properties.view === 'singleValue') return drawNumbers(lines, width, widget.properties.start !== undefined);
  const [left, top, right, bottom] = [34, 30, width - 10, height - 30];
  const thresholds: Array<{ label: string; value: number }> = widget.properties.annotations?.horizontal ?? [];
  const ceiling = thresholds.length > 0 ? 0.8 : 1;
  const gridLines = [0, 0.5, 1].map((share) => `<path d="M${left} ${round(bottom - share * (bottom - top))}H${right}" stroke="#eaeded"/>`);
  const drawn = lines.map(({ color, level, shape }) => `<path d="${path(level * ceiling, shape, left, top, right, bottom)}" fill="none" stroke="${color}" stroke-width="1.5"/>`);
  const dashed = thresholds.map(({ label }, index) => {
    const y = top + 14 + index * 22;
    return `<path d="M${left} ${y}H${right}" stroke="#d1478f" stroke-dasharray="4 3"/>${text(left + 4, y - 3, clip(label, (right - left) / 5.2), 'font-size="9" fill="#d1478f"')}`;
  });
  const unit = widget.properties.yAxis?.left?.label;
  return [...gridLines, ...drawn, ...dashed, ...(unit ? [text(8, top + 4, unit, 'font-size="9" fill="#687078"')] : []), legend(lines, left, height - 10, width)].join('');
}

/** Numbers; those of a time of their own are what is left of an error budget. */
function drawNumbers(lines: Line[], width: number, budgets: boolean): string {
  const step = (width - 20) / lines.length;
  return lines.map(({ label, color }, index) => {
    const value = budgets ? (91.4 - index * 27.8).toFixed(1) : label.includes('%') ? (index * 0.37 + 0.2).toFixed(2) : label.includes('ms') ? String(38 + index * index * 11) : '48.2K';
    return text(12 + index * step, 62, value, 'font-size="26" fill="#16191f"') + `<rect x="${round(12 + index * step)}" y="74" width="9" height="9" fill="${color}"/>` + text(25 + index * step, 82, label, 'fill="#545b64"');
  }).join('');
}

function drawLog(widget: DashboardWidget, width: number, height: number): string {
  const query: string = widget.properties.query;
  const [, aggregates, groups] = /stats ([^|]*?) by ([^|\n]+)/.exec(query)!;
  if (widget.properties.view === 'bar') {
    const bar = (width - 50) / 24;
    return Array.from({ length: 24 }, (_none, index) => {
      const tall = round((height - 66) * (0.12 + 0.8 * noise(7, index) ** 3));
      return `<rect x="${round(36 + index * bar)}" y="${round(height - 30 - tall)}" width="${round(bar - 3)}" height="${tall}" fill="#2a7fd4"/>`;
    }).join('');
  }
  const columns = [...groups.split(','), ...[...aggregates.matchAll(/ as (\w+)/g)].map(([, name]) => name)].map((column) => column.trim());
  const step = (width - 20) / columns.length;
  const head = columns.map((column, index) => text(12 + index * step, 40, column, 'font-weight="bold" fill="#545b64"'));
  const most = groups.trim() === 'isCanaryRequest' ? 2 : groups.trim() === 'apiKeyId' || columns.includes('isCanaryRequest') ? 4 : 7;
  const rows = Array.from({ length: Math.min(most, Math.floor((height - 56) / 20)) }, (_none, row) => row);
  const cells = rows.flatMap((row) => columns.map((column, index) => text(12 + index * step, 60 + row * 20, clip(cell(column, row), step / 6), 'fill="#16191f"')));
  return [...head, `<path d="M8 46H${width - 8}" stroke="#d5dbdb"/>`, ...cells].join('');
}

function cell(column: string, row: number): string {
  const route = ROUTES[row % ROUTES.length];
  const texts: Record<string, string> = {
    httpMethod: route.split(' ')[0],
    resourcePath: route.split(' ')[1],
    routeKey: route,
    apiKeyId: ['ab12cd34ef', '9z8y7x6w5v', '5k4j3h2g1f', '0p9o8i7u6y'][row % 4],
    sourceIp: `203.0.113.${7 + row * 13}`,
    status: ['200', '200', '404', '500'][row % 4],
    isCanaryRequest: row % 2 === 0 ? 'false' : 'true',
    average: String(52 + row * 3),
    p99: String(311 + row * 24),
  };
  return texts[column] ?? String(round(4800 / (row + 1) ** 1.4));
}

function linesOf({ properties: { metrics } }: DashboardWidget): Line[] {
  type Rendered = { visible?: boolean; label?: string; color?: string; expression?: string };
  const rendered = (metrics as unknown[][]).map((entry) => entry[entry.length - 1] as Rendered);
  const shown = rendered.filter(({ visible }) => visible !== false);
  const labels = shown.flatMap(({ label = '', color, expression }) => (expression?.startsWith('SELECT') ? ROUTES.map((route) => ({ label: route, color: undefined })) : [{ label, color }]));
  return labels.map(({ label, color }, index) => (
    { label, color: color ?? PALETTE[index % PALETTE.length], level: levelOf(label, index, labels.length), shape: index + label.length }));
}

/** How high a line is drawn. */
function levelOf(label: string, index: number, count: number): number {
  if (/p50/.test(label)) return 0.25;
  if (/p90/.test(label)) return 0.45;
  if (/p99|Requests|Hits|Messages|Connects/.test(label)) return 0.8;
  if (/5xx|Execution/.test(label)) return 0.15;
  return count === 1 ? 0.6 : 0.75 * (1 - index / count) + 0.1;
}

function path(level: number, shape: number, left: number, top: number, right: number, bottom: number): string {
  const points = Array.from({ length: POINTS }, (_none, index) => {
    const share = level * (0.78 + 0.18 * Math.sin(index / 6 + shape) + 0.16 * (noise(shape, index) - 0.5));
    return `${round(left + (index / (POINTS - 1)) * (right - left))} ${round(bottom - Math.max(share, 0.02) * (bottom - top))}`;
  });
  return `M${points.join('L')}`;
}

function legend(lines: Line[], left: number, y: number, width: number): string {
  const spaces = lines.map(({ label }) => 22 + label.length * 6);
  return lines.map(({ label, color }, index) => {
    const x = left + spaces.slice(0, index).reduce((sum, space) => sum + space, 0);
    return x + spaces[index] > width ? '' : `<rect x="${x}" y="${y - 8}" width="9" height="9" fill="${color}"/>${text(x + 13, y, label, 'fill="#545b64"')}`;
  }).join('');
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</text>`;
}

function clip(content: string, characters: number): string {
  return content.length <= characters ? content : `${content.slice(0, Math.max(1, Math.floor(characters) - 1))}…`;
}

/** A number from 0 to 1 that looks like any, and is the same everywhere. */
function noise(seed: number, index: number): number {
  return ((seed * 7919 + index * 104729 + ((index * index) % 97) * 3571) % 1000) / 1000;
}

function round(value: number): number {
  return Math.round(value);
}
