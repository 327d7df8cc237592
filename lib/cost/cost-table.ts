import { CostLine } from './cost-line';
import { count, dollars } from './tiers';

/** The columns of a terminal. */
const WIDTH = 80;

/** Lines of an estimate as text of at most 80 columns. */
export function costTable(title: string, lines: CostLine[], total: number, notes: string[]): string {
  const rows = lines.map(({ item, quantity, unit, usd }) => [item, `${count(quantity)} ${quantity === 1 ? unit.replace(/s$/, '') : unit}`, dollars(usd)]);
  const table = aligned([...rows, ['total', '', dollars(total)]]);
  return [...wrapped(title), '', ...table, ...notes.flatMap((note) => ['', ...wrapped(note).map((line) => `  ${line}`)])].join('\n');
}

/** Numbers stand at the right. */
function aligned(rows: string[][]): string[] {
  const [items, quantities, sums] = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map(([item, quantity, usd]) => `  ${item.padEnd(items)}  ${quantity.padStart(quantities)}  ${usd.padStart(sums)} USD`);
}

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + 1 + word.length > WIDTH - 2) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
