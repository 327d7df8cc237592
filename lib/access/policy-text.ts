import { fail, show } from '../private/errors';

/** Text of a policy, in which functions of CloudFormation are names without ":", so that equal ones are equal. */
export function asText(value: any): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [delimiter, parts] = value['Fn::Join'] ?? [];
  if (delimiter === '' && Array.isArray(parts)) return parts.map(asText).join('');
  return `<${JSON.stringify(value).replace(/:+/g, '.')}>`;
}

/** Whether text is what a pattern with "*" and "?" says; "*" spans everything. */
export function globMatches(pattern: string, text: string): boolean {
  let [at, start, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[start] === '*') {
      star = start++;
      mark = at;
    } else if (start < pattern.length && (pattern[start] === '?' || pattern[start] === text[at])) {
      start++;
      at++;
    } else if (star >= 0) {
      start = star + 1;
      at = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[start] === '*') start++;
  return start === pattern.length;
}

/** Fails on variables of IAM, which stand for something of the request. */
export function rejectVariables(text: string): void {
  if (/\$\{(?!Token\[)/.test(text)) fail(`'evaluate' does not know variables of IAM, got ${show(text)}: write what it stands for`);
}
