import { fail, show } from '../private/errors';

/** What a value is in the Velocity Template Language. */
export interface MappingValueConfig {
  /** Puts the value into a variable, as text; a constant, which is `otherwise`, has none. */
  readonly put?: (variable: string) => string;
  /** The same as an expression of HTTP APIs, which have no templates. */
  readonly expression?: string;
  /** Whether that text is JSON. */
  readonly isJson?: boolean;
  /** What stands for a value that is absent or empty. */
  readonly otherwise?: string;
}

/** A value that a mapping template takes from a request, from an answer or from an item of a list. */
export abstract class MappingValue {
  /** @internal */
  public abstract readonly _config: MappingValueConfig;
}

/**
 * Puts what an expression gives into a variable, as text. Before, the variable is emptied: what is set to nothing keeps
 * what it was.
 */
export function putText(expression: string): (variable: string) => string {
  return (variable) => `#set($${variable} = "")#set($${variable} = ${expression})#set($${variable} = "$!${variable}")`;
}

/** Puts a header into a variable, in whatever case the client has written its name. */
export function putHeader(name: string): (variable: string) => string {
  checkParameterName(name);
  const headers = '$input.params().header';
  return (variable) => `#set($${variable} = "")#foreach($name in ${headers}.keySet())#if($name.toLowerCase() == "${name.toLowerCase()}")#set($${variable} = ${headers}.get($name))#end#end#set($${variable} = "$!${variable}")`;
}

/** Checks a path in a JSON body, which stands in single quotes. */
export function checkJsonPath(jsonPath: string): string {
  if (!/^\$([.[][^'\r\n]*)?$/.test(jsonPath)) {
    fail(`'jsonPath' must begin with "$" and have no single quotes, got ${show(jsonPath)}: write "$.order.id", for example`);
  }
  return jsonPath;
}

/** Checks the name of a parameter, which stands in quotes. */
export function checkParameterName(name: string): string {
  if (!/^[A-Za-z0-9_.~-]+$/.test(name)) fail(`'name' of a parameter must be letters, digits and "_ . ~ -", got ${show(name)}: write "id", for example`);
  return name;
}

/** Checks a name that is part of a reference: that of a context variable, of a stage variable, of a member of an item. */
export function checkReference(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$/.test(name)) {
    fail(`'name' must be letters, digits and underscores, with points between, got ${show(name)}: write "identity.sourceIp", for example`);
  }
  return name;
}
