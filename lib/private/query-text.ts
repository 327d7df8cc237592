import { LoggedNames } from './logged-names';

const VARIABLE = /\$context(?:\.\w+)+/g;

/** The text of a query with API Gateway's variables for the names of fields. */
export class QueryText {
  /**
   * @param text the query
   * @param own  whether the library wrote it: `[[…]]` may be left out, and `~name` is the name of a result
   */
  constructor(private readonly text: string, private readonly own = false) {}

  /** The query for lines of a format; undefined if they lack what it reads. */
  public render(names: LoggedNames): string | undefined {
    if (this.missing(names).length > 0) return undefined;
    const text = this.own ? this.withoutAbsent(names).replace(/~(\w+)/g, (_all, name) => names.free(name)) : this.text;
    return text.replace(VARIABLE, (variable) => names.nameOf(variable)!);
  }

  /** What lines lack for the query. */
  public missing(names: LoggedNames): string[] {
    const needed = this.own ? this.text.replace(/\[\[[^]*?\]\]/g, '') : this.text;
    return absentOf(needed, names);
  }

  private withoutAbsent(names: LoggedNames): string {
    return this.text.replace(/\[\[([^]*?)\]\]/g, (_all, part) => (absentOf(part, names).length > 0 ? '' : part));
  }
}

function absentOf(text: string, names: LoggedNames): string[] {
  return [...new Set(text.match(VARIABLE) ?? [])].filter((variable) => names.nameOf(variable) === undefined);
}
