/** XML of AWS as objects: elements by name, and a list of those that are named `item`, `member`, or as another of their siblings. */
export function objectOf(text) {
  const root = {};
  const open = [{ name: '', value: root, text: '' }];
  for (const [, before, close, name, empty] of text.matchAll(/([^<]*)<(\/?)([\w:.-]+)[^>]*?(\/?)>/g)) {
    open.at(-1).text += before;
    if (!close) open.push({ name, value: {}, text: '' });
    if (!close && !empty) continue;
    const { name: own, value, text: inside } = open.pop();
    add(open.at(-1).value, own, Object.keys(value).length > 0 ? value : unescaped(inside));
  }
  return listed(root);
}

function add(parent, name, value) {
  (parent[name] ??= []).push(value);
}

function listed(value) {
  if (typeof value === 'string') return value;
  const names = Object.keys(value);
  if (names.length === 1 && (/^(item|member)$/.test(names[0]) || value[names[0]].length > 1)) return value[names[0]].map(listed);
  return Object.fromEntries(Object.entries(value).map(([name, list]) => [name, list.length === 1 ? listed(list[0]) : list.map(listed)]));
}

const unescaped = (text) => text.replace(/&(lt|gt|quot|apos|amp|#(\d+));/g, (_, name, code) => (code ? String.fromCharCode(code) : { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name]));
