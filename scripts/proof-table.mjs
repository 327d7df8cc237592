/** The table of `npm run proof`: check, example, result. It is kept in docs/proof.md, and what had more checks there than now is a regression. */
import { readFileSync, writeFileSync } from 'node:fs';
import { ROOT, say } from './steps.mjs';

const FILE = `${ROOT}/docs/proof.md`;
const TITLES = ['check', 'example', 'result'];

const open = (part) => `<!-- ${part} -->`;
const close = (part) => `<!-- end of ${part} -->`;
const sectionOf = (part) => new RegExp(`${open(part)}[^]*${close(part)}`);

const passedIn = (result) => Number(/(\d+) passed/.exec(result)?.[1] ?? 0);

const markdownOf = (rows) => [TITLES, TITLES.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The rows of a part that docs/proof.md keeps. */
function keptRows(part) {
  const section = readFileSync(FILE, 'utf8').match(sectionOf(part))?.[0];
  if (!section) throw new Error(`docs/proof.md has no place for "${part}"`);
  return section.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.slice(2, -2).split(' | ')).slice(2);
}

const cellsOf = (row) => [row.check, row.example, `${row.failed > 0 ? `**${row.failed} failed**, ` : ''}${row.passed} passed${row.note ? `; ${row.note}` : ''}`];

/** Rows of one part of the proof, which stand in a section of the page between two comments. */
export class ProofTable {
  constructor(part) {
    this.part = part;
    this.rows = [];
    this.versions = [];
  }

  /** Adds a row: what was checked on which example, how often it passed, and what failed. Failures are printed at once. */
  add(check, example, { passed = 0, failures = [], note = '' }) {
    this.rows.push({ check, example, passed, failed: failures.length, note });
    say(`    ${check}, ${example}: ${passed} passed, ${failures.length} failed${note ? `; ${note}` : ''}`);
    for (const failure of failures) say(`      FAILED: ${failure}`);
  }

  /** Runs checks that throw, or that are lists of a title and a function, and adds a row for them. */
  async run(check, example, checks, note) {
    let passed = 0;
    const failures = [];
    for (const [title, action] of checks) {
      try {
        await action();
        passed++;
      } catch (error) {
        failures.push(`${title}: ${error.message}`);
      }
    }
    this.add(check, example, { passed, failures, note });
  }

  /** Prints the table, throws if something failed or is checked less than it was, and otherwise keeps it, unless it is of a part only. */
  finish({ keep = true } = {}) {
    const before = new Map(keptRows(this.part).map(([check, example, result]) => [`${check}|${example}`, passedIn(result)]));
    const text = this.#markdown();
    say(`\n${text}`);
    const fewer = [...before].filter(([key, passed]) => passed > (this.rows.find((row) => `${row.check}|${row.example}` === key)?.passed ?? 0)).map(([key]) => key.replace('|', ' of '));
    const failed = this.rows.filter((row) => row.failed > 0).map((row) => `${row.check} of ${row.example}`);
    if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')}`);
    if (!keep) return;
    if (fewer.length > 0) throw new Error(`fewer checks passed than docs/proof.md had: ${fewer.join(', ')}`);
    writeFileSync(FILE, readFileSync(FILE, 'utf8').replace(sectionOf(this.part), () => `${open(this.part)}\n${text}${close(this.part)}`));
  }

  #markdown() {
    const passed = this.rows.reduce((sum, row) => sum + row.passed, 0);
    const failed = this.rows.reduce((sum, row) => sum + row.failed, 0);
    const date = new Date().toISOString().slice(0, 10);
    const rows = this.rows.map((row) => cellsOf(row).map((cell) => String(cell).replaceAll('|', '\\|')));
    return `\n${date}, with ${this.versions.join(', ')}: ${passed} passed, ${failed} failed.\n\n${markdownOf(rows)}\n\n`;
  }
}

/** One table of the rows that docs/proof.md keeps of these parts. What failed now is marked: its rows are those of its last good run. */
export function tableOfPage(parts, failed) {
  const rows = parts.flatMap((part) => keptRows(part).map(([check, example, result]) => [check, example, failed.includes(part) ? `**failed now**; the last good run: ${result}` : result]));
  const passed = rows.reduce((sum, [, , result]) => sum + (result.startsWith('**') ? 0 : passedIn(result)), 0);
  return `${markdownOf(rows)}\n\n${passed} passed${failed.length > 0 ? `; failed: ${failed.join(', ')}` : ', 0 failed'}`;
}
