/**
 * The value of a preflight's header `Access-Control-Allow-Methods` for which the methods of its path are put in, once they are known:
 * a text that no user writes.
 */
export const METHODS_OF_PATH = "'(methods of the path)'";

/** The methods that a preflight on a path tells browsers of, in the quotes of a mapping. "ANY" stands for all; a path without any has the preflight. */
export function allowedMethods(methods: string[]): string {
  const all = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];
  const allowed = methods.includes('ANY') ? all : all.filter((method) => methods.includes(method));
  return `'${allowed.join(',') || 'OPTIONS'}'`;
}
