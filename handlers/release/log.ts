let write = (line: string) => console.log(line);

/** A line of structured log. Of what is in variables, overrides and events it holds nothing. */
export function log(entry: object): void {
  write(JSON.stringify({ handler: 'release', ...entry }));
}

/** Where lines go in what is no function, whose output is not a log. */
export function logTo(other: (line: string) => void): void {
  write = other;
}
