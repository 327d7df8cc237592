const COLUMN = 190;
const ROW = 34;
const FONT = 'fontname="Helvetica,Arial,sans-serif"';

/** A sequence diagram in the language of Mermaid as a graph of Graphviz, whose nodes have fixed places: participants, messages, notes and loops. */
export function sequenceToDot(source: string): string {
  const columns = new Map<string, number>();
  const parts: string[] = [];
  const loops: Array<{ readonly text: string; readonly top: number; readonly lines: number }> = [];
  const used: number[] = [];
  let y = -ROW;

  const node = (name: string, x: number, at: number, attributes: string) => parts.push(`  ${name} [pos="${x},${at}!", ${attributes}]`);
  const text = (label: string, x: number, at: number, more = '') => node(`t${parts.length}`, x, at, `shape=plaintext, fontsize=10, label=${JSON.stringify(label)}${more}`);
  const point = (x: number, at: number) => {
    const name = `p${parts.length}`;
    node(name, x, at, 'shape=point, width=0.001, style=invis');
    return name;
  };
  const line = (from: [number, number], to: [number, number], attributes: string) => parts.push(`  ${point(...from)} -> ${point(...to)} [${attributes}]`);
  const column = (participant: string) => {
    const x = columns.get(participant);
    if (x === undefined) throw new Error(`there is no participant ${participant}`);
    used.push(x);
    return x;
  };
  const frame = (left: number, right: number, top: number, bottom: number) => {
    const [width, height] = [(right - left) / 72, (top - bottom) / 72];
    node(`f${parts.length}`, (left + right) / 2, (top + bottom) / 2, `shape=box, style=dashed, color="#9a6b00", label="", width=${width.toFixed(2)}, height=${height.toFixed(2)}`);
  };

  const rules: Array<[RegExp, (...found: string[]) => void]> = [
    [/^participant (\w+) as (.+)$/, (name, label) => {
      columns.set(name, columns.size * COLUMN);
      node(name, columns.get(name)!, 0, `label=${JSON.stringify(label)}, shape=box, style="rounded,filled", fillcolor="#dfe8f5", color="#41597b", fontsize=11, margin="0.3,0.08"`);
    }],
    [/^(\w+)(-?)->>(\w+): (.+)$/, (from, dashed, to, label) => {
      y -= ROW;
      const [start, end] = [column(from), column(to)];
      line([start, y], [end, y], `color="#41597b", arrowsize=0.7${dashed ? ', style=dashed' : ''}`);
      text(label, (start + end) / 2, y + 9);
    }],
    [/^Note over (\w+),(\w+): (.+)$/, (from, to, label) => {
      y -= ROW;
      text(label, (column(from) + column(to)) / 2, y + 4, ', style=filled, fillcolor="#fff3d6", shape=box, margin="0.35,0.06", color="#9a6b00"');
    }],
    [/^loop (.+)$/, (label) => {
      y -= ROW * 0.7;
      loops.push({ text: label, top: y + 12, lines: used.length });
    }],
    [/^end$/, () => {
      const { text: label, top, lines } = loops.pop()!;
      const within = used.slice(lines);
      const [left, right] = [Math.min(...within) - 24, Math.max(...within) + 24];
      frame(left, right, top, y - 12);
      text(label, right - 80, top - 9, ', fontcolor="#9a6b00"');
      y -= 8;
    }],
    [/^(%%.*|sequenceDiagram|)$/, () => undefined],
  ];
  for (const written of source.split('\n').map((one) => one.trim())) {
    const rule = rules.find(([known]) => known.test(written));
    if (!rule) throw new Error(`not known of sequence diagrams: ${written}`);
    rule[1](...rule[0].exec(written)!.slice(1));
  }
  for (const x of columns.values()) line([x, -14], [x, y - ROW], 'color="#b9c4d3", arrowhead=none');
  return `digraph sequence {\n  graph [layout=neato, splines=line, overlap=true, inputscale=72, bgcolor="white", pad=0.2]\n  node [${FONT}]\n  edge [${FONT}]\n${parts.join('\n')}\n}\n`;
}
