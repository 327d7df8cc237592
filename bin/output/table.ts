/** A column of a table. One of them may be narrowed: its texts go on in the next line. */
export interface Column {
  readonly title: string;
  readonly right?: boolean;
  readonly flexible?: boolean;
}

const GAP = 2;

/** A table that is as wide as it has to be and, if a column is flexible, no wider than it may be. */
export function table(columns: readonly Column[], rows: ReadonlyArray<readonly string[]>, width: number): string {
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...rows.map((row) => row[index].length)));
  const flexible = columns.findIndex((column) => column.flexible);
  if (flexible >= 0) {
    const others = widths.reduce((sum, each) => sum + each + GAP, 0) - widths[flexible] - GAP;
    widths[flexible] = Math.min(widths[flexible], Math.max(width - others, columns[flexible].title.length, 12));
  }
  const line = (cells: readonly string[]) => cells
    .map((cell, index) => (columns[index].right ? cell.padStart(widths[index]) : cell.padEnd(widths[index])))
    .join(' '.repeat(GAP)).trimEnd();
  const lines = rows.flatMap((row) => {
    const cells = row.map((cell, index) => (index === flexible ? wrap(cell, widths[index]) : [cell]));
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_none, at) => line(cells.map((texts) => texts[at] ?? '')));
  });
  return [line(columns.map(({ title }) => title)), ...lines].join('\n');
}

/** Facts, one a line: names, and values that go on below themselves. */
export function facts(pairs: ReadonlyArray<readonly [string, string | undefined]>, width: number): string {
  const present = pairs.filter((pair): pair is [string, string] => pair[1] !== undefined);
  const indent = Math.max(...present.map(([name]) => name.length)) + GAP;
  return present.map(([name, value]) => name.padEnd(indent) + wrap(value, width - indent).join(`\n${' '.repeat(indent)}`)).join('\n');
}

/** Text in lines that are not wider than they may be, broken between words if a word is not wider by itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (let word of paragraph.split(' ')) {
      if (line && line.length + 1 + word.length > width) {
        lines.push(line);
        line = '';
      }
      for (; word.length > width; word = word.slice(width)) lines.push(word.slice(0, width));
      line = line ? `${line} ${word}` : word;
    }
    lines.push(line);
  }
  return lines;
}
