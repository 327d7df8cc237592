/** Patterns of paths, in which "*" stands for any text, as CloudFront has them. */

/** The pattern of a route's path, in which a variable is "*": "/orders/*" of "/orders/{id}". */
export function patternOf(path: string): string {
  return path.split('/').map((part) => (part.startsWith('{') ? '*' : part)).join('/');
}

/** Whether a pattern takes every path that another takes. A "*" of the other is a letter that only a "*" takes. */
export function covers(pattern: string, other: string): boolean {
  const seen = new Map<string, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = `${i}:${j}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const result = i === pattern.length
      ? j === other.length
      : pattern[i] === '*'
        ? from(i + 1, j) || (j < other.length && from(i, j + 1))
        : j < other.length && pattern[i] === other[j] && from(i + 1, j + 1);
    seen.set(key, result);
    return result;
  };
  return from(0, 0);
}

/** Whether any path is taken by both. */
export function overlap(one: string, other: string): boolean {
  const seen = new Map<string, boolean>();
  const from = (i: number, j: number): boolean => {
    if (i === one.length && j === other.length) return true;
    const key = `${i}:${j}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const skipOne = one[i] === '*' && (from(i + 1, j) || (j < other.length && from(i, j + 1)));
    const skipOther = other[j] === '*' && (from(i, j + 1) || (i < one.length && from(i + 1, j)));
    const same = i < one.length && j < other.length && one[i] === other[j] && from(i + 1, j + 1);
    const result = skipOne || skipOther || same;
    seen.set(key, result);
    return result;
  };
  return from(0, 0);
}
