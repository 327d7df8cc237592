/** Letters and digits of a text, beginning with a capital. */
export function capitalized(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, '').replace(/^./, (first) => first.toUpperCase());
}
