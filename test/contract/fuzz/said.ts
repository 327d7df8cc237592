/** What code can say that JSON cannot. */
export const ODD = ['NaN', 'Infinity', 'undefined', 'date', 'wrongDate', 'token', 'tokenNumber', 'tokenList', 'instance', 'function', 'cycle'] as const;

/** A value of a program, as JSON, so that a program that has shown a fault can be kept. */
export type Said =
  | string | number | boolean | null | Said[]
  | { readonly odd: typeof ODD[number] }
  | { readonly members: { readonly [name: string]: Said }; readonly of?: string; readonly passedOn?: boolean }
  | { readonly made: string; readonly args?: Said[] } // by a member of the library
  | { readonly given: string; readonly index: number }; // of the CDK

/** A method that is called, of one of the things of a type that are there. */
export interface Call { readonly on: string; readonly index: number; readonly method: string; readonly args: Said[] }

/** A gateway, and what is done with it. */
export interface Program { readonly gateway: string; readonly document?: Said; readonly props: Said; readonly calls: Call[] }

/** A value that is said in the place of another one. */
export interface Mistake { readonly at: number; readonly say: Said | 'misspelt' | 'left out' }

type Change = (said: Said) => Said | undefined;

/** All places of a program where something is said. */
function places(program: Program, change: (index: number) => Change): Program {
  let index = 0;
  const walk = (said: Said): Said | undefined => {
    const own = change(index++);
    return own(inside(said));
  };
  const list = (items: Said[]) => items.map(walk).filter((item): item is Said => item !== undefined);
  const inside = (said: Said): Said => {
    if (Array.isArray(said)) return list(said);
    if (typeof said !== 'object' || said === null) return said;
    if ('members' in said) {
      if (said.passedOn) return said;
      const members = Object.entries(said.members).map(([name, value]) => [name, walk(value)] as const).filter(([, value]) => value !== undefined);
      return { ...said, members: Object.fromEntries(members) as Record<string, Said> };
    }
    return 'made' in said && said.args ? { ...said, args: list(said.args) } : said;
  };
  const props = walk(program.props) ?? null;
  return { ...program, props, calls: program.calls.map((call) => ({ ...call, args: list(call.args) })) };
}

/** A program with mistakes in it. */
export function withMistakes(program: Program, mistakes: Mistake[]): Program {
  return mistakes.reduce((faulty, { at, say }) => {
    let count = 0;
    places(faulty, () => (said) => { count++; return said; });
    const chosen = at % count;
    return places(faulty, (index) => (said) => {
      if (index !== chosen) return said;
      if (say === 'left out') return index === 0 ? said : undefined;
      if (say !== 'misspelt') return say;
      return typeof said === 'object' && said !== null && 'members' in said ? { ...said, members: { ...said.members, misspelt: 1 } } : { members: { misspelt: 1 } };
    });
  }, program);
}
