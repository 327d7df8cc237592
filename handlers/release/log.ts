/** A line of structured log. Of what is in variables, overrides and events it holds nothing. */
export function log(entry: object): void {
  console.log(JSON.stringify({ handler: 'release', ...entry }));
}
