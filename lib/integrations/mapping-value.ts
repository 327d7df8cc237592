import { Token } from 'aws-cdk-lib/core';
import { fail, show } from '../private/errors';

/** What a value is in the Velocity Template Language. */
export interface MappingValueConfig {
  /** Puts the value into a variable, as text; a constant, which is `otherwise`, has none. */
  readonly put?: (variable: string) => string;
  /** The same as an expression of HTTP APIs, which have no templates. */
  readonly expression?: string;
  /** Whether that text is JSON. */
  readonly isJson?: boolean;
  /** Whether that text is base64. */
  readonly isBase64?: boolean;
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

/** What a path in a JSON body gives: its value by "path", the JSON of it by "json". */
export function atPath(method: 'json' | 'path', jsonPath: string): string {
  const path = bracketed(checkJsonPath(jsonPath));
  return path.includes("'") ? `$input.${method}("${path}")` : `$input.${method}('${path}')`;
}

/** Checks a path in a JSON body, which stands in quotes. */
export function checkJsonPath(jsonPath: string): string {
  checkText('jsonPath', jsonPath, '$.order.id');
  if (!/^\$([.[][^'\r\n]*)?$/.test(jsonPath)) {
    fail(`'jsonPath' must begin with "$" and have no single quotes, got ${show(jsonPath)}: write "$.order.id", for example`);
  }
  return jsonPath;
}

/** Checks the name of a parameter, which stands in quotes. */
export function checkParameterName(name: string): string {
  checkText('name', name, 'id');
  if (!/^[A-Za-z0-9_.~-]+$/.test(name)) fail(`'name' of a parameter must be letters, digits and "_ . ~ -", got ${show(name)}: write "id", for example`);
  return name;
}

/** Checks the name of a variable of a stage. */
export function checkVariableName(name: string): string {
  checkText('name', name, 'table');
  if (!/^[A-Za-z0-9_]+$/.test(name)) fail(`'name' of a stage variable must be letters, digits and underscores, got ${show(name)}: write "table", for example`);
  return name;
}

/** Whether a name stands in a reference as it is. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$/.test(name);
}

/** A reference to a member of a variable, or to a member of a member. "class" is in brackets, since it would be that of Java. */
export function reference(root: string, name: string): string {
  checkText('name', name, 'identity.sourceIp');
  if (!/^[A-Za-z0-9_:-]+(\.[A-Za-z0-9_:-]+)*$/.test(name)) {
    fail(`'name' must be letters, digits and "_ - :", with points between, got ${show(name)}: write "identity.sourceIp", for example`);
  }
  return name.split('.').reduce((of, part) => (isPlainName(part) && part !== 'class' ? `${of}.${part}` : `${of}['${part}']`), root);
}

/** Checks that a value is text that is known now. */
export function checkText(prop: string, value: string, example: string): void {
  if (Token.isUnresolved(value)) fail(`'${prop}' must be known at synthesis, got a token: write ${show(example)}, for example`);
  if (typeof value !== 'string' || value === '') fail(`'${prop}' must be text that is not empty, got ${show(value)}: write ${show(example)}, for example`);
}

/** A path whose names of other characters stand in brackets, as ".order-id" in "['order-id']": not every reader takes them after a point. */
function bracketed(path: string): string {
  const isOther = /\.[A-Za-z0-9_]*[:-]/.test(path) && !/[?$#]/.test(path.slice(1));
  if (!isOther) return path;
  return path.replace(/\["([^"]+)"\]/g, "['$1']").replace(/\.([A-Za-z0-9_]*[:-][A-Za-z0-9_:-]*)/g, "['$1']");
}
