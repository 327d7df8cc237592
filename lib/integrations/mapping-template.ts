import { Token, Tokenization } from 'aws-cdk-lib/core';
import { MappingList } from './mapping-list';
import { checkText, MappingValue } from './mapping-value';
import { OptionalMember } from './optional-member';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';

/**
 * A template that makes a body of a request or of an answer, without a word of the Velocity Template Language. Values of others
 * are escaped, so that nobody can write more than the value that is asked for.
 *
 * @example
 *
 * const template = MappingTemplate.json({
 *   id: RequestValue.path('id'),
 *   quantity: RequestValue.body('$.quantity'),
 *   by: RequestValue.context('authorizer.claims.sub'),
 *   source: 'web',
 * });
 */
export class MappingTemplate {
  /** JSON: text, numbers, booleans, objects and lists of them, with values of the request or of the answer in them. */
  public static json(value: any): MappingTemplate {
    const renderer = new Renderer();
    const body = renderer.json(value);
    return new MappingTemplate(renderer.setup + body, 'application/json');
  }

  /**
   * What an HTML form sends, and what the query protocol of AWS services takes.
   *
   * @param fields text, numbers, booleans, and values of the request, by name; an absent value is an empty field
   */
  public static form(fields: { [name: string]: any }): MappingTemplate {
    if (!isPlainObject(fields)) fail(`'fields' must be values by name, got ${show(fields)}: write { id: RequestValue.path('id') }, for example`);
    const renderer = new Renderer();
    const body = Object.entries(fields).map(([name, value]) => `${encodeURIComponent(name)}=${renderer.form(name, value)}`).join('&');
    return new MappingTemplate(renderer.setup + body, 'application/x-www-form-urlencoded');
  }

  /**
   * XML: each member of an object is an element, a list is an element for each of its items.
   *
   * @param root the name of the root element
   */
  public static xml(root: string, value: any): MappingTemplate {
    const renderer = new Renderer();
    const body = renderer.xml(root, value);
    return new MappingTemplate(renderer.setup + body, 'application/xml');
  }

  /**
   * A template of your own. Nothing is escaped.
   *
   * @param text        in the Velocity Template Language
   * @param contentType of what it makes
   */
  public static vtl(text: string, contentType = 'application/json'): MappingTemplate {
    if (typeof text !== 'string') fail(`'text' must be a template, got ${show(text)}: write "$input.body", for example`);
    checkText('contentType', contentType, 'application/json');
    return new MappingTemplate(text, contentType);
  }

  private constructor(
    /** The template, in the Velocity Template Language. */
    public readonly text: string,
    /** The content type of what it makes. */
    public readonly contentType: string,
  ) {}
}

/**
 * Writes templates with what every version of the language does alike: `#set`, `#if`, `#foreach`, and methods of text. A condition
 * compares text, since engines differ in what else is true.
 */
class Renderer {
  /** Of the template, and of each list that is being written. */
  private readonly scopes = [new Scope()];
  private count = 0;

  /** What has to stand before the body. */
  public get setup(): string {
    return this.scopes[0].setup.join('');
  }

  public json(value: unknown, place = '$'): string {
    if (value instanceof MappingValue) return this.jsonOf(value);
    if (value instanceof MappingList) return this.list(value, place);
    if (Array.isArray(value)) return `[${value.map((item, index) => this.json(item, `${place}[${index}]`)).join(',')}]`;
    if (isPlainObject(value)) return this.object(value, place);
    if (typeof value === 'number') return numeral(value, place);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return literal(value);
    return unknownKind(value, place);
  }

  /** What is optional stands last, with the comma before it. */
  private object(value: Record<string, unknown>, place: string): string {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    const ofKey = ([key, member]: [string, unknown]) => `${literal(key)}:${this.json(member, `${place}.${key}`)}`;
    const optional = members.filter(([, member]) => member instanceof OptionalMember) as Array<[string, OptionalMember]>;
    const given = members.filter(([, member]) => !(member instanceof OptionalMember));
    return `{${given.map(ofKey).join(',')}${optional.map(([key, { value: inner, needs }]) => this.ifPresent(needs, `,${ofKey([key, inner])}`)).join('')}}`;
  }

  private ifPresent(needs: MappingValue[], text: string): string {
    return needs.reduceRight((inner, { _config }) => (_config.put ? `#if($${this.variableOf(_config.put)} != "")${inner}#end` : inner), text);
  }

  public form(name: string, value: unknown): string {
    if (value instanceof MappingValue) return this.otherwise(value, (variable) => `$util.urlEncode($${variable})`, urlEncode);
    if (typeof value === 'number') return numeral(value, name);
    if (typeof value === 'string' || typeof value === 'boolean') return urlEncode(String(value));
    return unknownKind(value, name);
  }

  public xml(name: string, value: unknown, place = name): string {
    if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) fail(`the names of XML elements must be letters, digits and "_ . -", got ${show(name)}: write "order", for example`);
    if (Array.isArray(value)) return value.map((item, index) => this.xml(name, item, `${place}[${index}]`)).join('');
    return `<${name}>${this.xmlContent(value, place)}</${name}>`;
  }

  private xmlContent(value: unknown, place: string): string {
    if (value instanceof MappingValue) return this.otherwise(value, (variable) => XML_VALUE.reduce((text, [pattern, escape]) => `${text}.replaceAll("${pattern}", "${escape}")`, `$${variable}`), escapeXml);
    if (isPlainObject(value)) return Object.entries(value).filter(([, member]) => member !== undefined).map(([key, member]) => this.xml(key, member, `${place}.${key}`)).join('');
    if (typeof value === 'number') return numeral(value, place);
    if (typeof value === 'string' || typeof value === 'boolean') return escapeXml(String(value));
    return unknownKind(value, place);
  }

  private jsonOf(value: MappingValue): string {
    if (!value._config.isJson) return this.otherwise(value, (variable) => `"$util.escapeJavaScript($${variable}).replaceAll("\\\\'", "'")"`, literal);
    const variable = this.variableOf(value._config.put!);
    return `#if($${variable} == "")${literal(value._config.otherwise ?? null)}#else$${variable}#end`;
  }

  private list({ _list, _item }: MappingList, place: string): string {
    this.scopes.push(new Scope());
    const item = this.json(_item, `${place}[]`);
    const setup = this.scopes.pop()!.setup.join('');
    return `[#foreach($item in ${_list})${setup}${item}#if($foreach.hasNext),#end#end]`;
  }

  /** What stands for a value, or for an empty one what is said for it. */
  private otherwise(value: MappingValue, render: (variable: string) => string, escape: (text: string) => string): string {
    const { put, otherwise } = value._config;
    if (!put) return escape(otherwise ?? '');
    const variable = this.variableOf(put);
    return otherwise === undefined ? render(variable) : `#if($${variable} == "")${escape(otherwise)}#else${render(variable)}#end`;
  }

  /** The variable that a value is put into, once for all of its places. */
  private variableOf(put: (variable: string) => string): string {
    const scope = this.scopes[this.scopes.length - 1];
    const known = scope.variables.get(put(''));
    if (known) return known;
    const variable = `v${this.count++}`;
    scope.variables.set(put(''), variable);
    scope.setup.push(put(variable));
    return variable;
  }
}

/** Where variables are set: once for a template, and once for each item of a list. */
class Scope {
  /** What sets the variables. */
  public readonly setup: string[] = [];
  /** The variables, by what they are set to. */
  public readonly variables = new Map<string, string>();
}

const XML_ESCAPES = [['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;']];

/** What XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets */
const FORBIDDEN_IN_XML = '[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]';

/** What becomes of a value; what cannot be written is U+FFFD, which says so. */
const XML_VALUE = [...XML_ESCAPES, [FORBIDDEN_IN_XML, '&#65533;']];

/** JSON in which nothing means anything to the template language. */
function literal(value: unknown): string {
  return besideTokens(JSON.stringify(value), (text) => text.replace(/[$#]/g, (char) => (char === '$' ? '\\u0024' : '\\u0023')));
}

/** A number, or what stands for one that CloudFormation knows. */
function numeral(value: number, place: string): string {
  if (Token.isUnresolved(value)) return Tokenization.stringifyNumber(value);
  return Number.isFinite(value) ? JSON.stringify(value) : fail(`a mapping template must be made of numbers that are finite, got ${value} at ${show(place)}`);
}

/** What a token stands for is a name or an ARN, in which nothing would be encoded. */
function urlEncode(text: string): string {
  return besideTokens(text, encodeURIComponent);
}

function besideTokens(text: string, change: (literal: string) => string): string {
  checkNoList(text);
  return text.split(/(\$\{Token\[[^\]]*\]\})/).map((part) => (Token.isUnresolved(part) ? part : change(part))).join('');
}

/** What stands for a list is text to us. */
function checkNoList(text: string): void {
  if (/#\{Token\[/.test(text)) fail('a mapping template must not have a list that only CloudFormation knows, got a token: write its items, or Fn.select of it');
}

/** A backslash is a reference to its character, since one before "#" would be taken for an escape of what follows. */
function escapeXml(text: string): string {
  return besideTokens(text, (part) => {
    if (/[$#]/.test(part)) fail(`text of an XML template must not have "$" or "#", which mean something to the template language, got ${show(part)}: take it from a stage variable`);
    if (new RegExp(FORBIDDEN_IN_XML).test(part)) fail(`text of an XML template must not have control characters, got ${show(part)}: leave them out`);
    return [...XML_ESCAPES, ['\\', '&#92;']].reduce((escaped, [char, escape]) => escaped.replaceAll(char, escape), part);
  });
}

function unknownKind(value: unknown, place: string): never {
  fail(`a mapping template must be made of text, numbers, booleans, lists, objects and values such as RequestValue.path('id'), got ${show(value)} at ${show(place)}`);
}
