import { Kind, KINDS } from './compare-kinds';
import { Operation, OperationComparer } from './compare-operation';
import { compareSecurity, SecurityReader } from './compare-security';
import { canonical, CompareSource, Located } from './compare-source';
import { OpenApiChange, OpenApiComparison } from './open-api-comparison';
import { OpenApiObject } from './rest-api-definition';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const ANY = 'x-amazon-apigateway-any-method';

/** A path of a document, with its operations by method. */
interface Route {
  readonly path: string;
  readonly item: Located;
  readonly operations: Map<string, Operation>;
}

/** Compares two OpenAPI documents of an API, with or without the extensions of API Gateway, as those see it who call the API. */
export function compareDocuments(before: OpenApiObject, after: OpenApiObject): OpenApiComparison {
  return new DocumentComparer(new CompareSource(before, 'before'), new CompareSource(after, 'after')).compare();
}

class DocumentComparer {
  private readonly changes: Array<OpenApiChange & { readonly kind: Kind }> = [];
  private readonly operations: OperationComparer;
  private readonly security: [SecurityReader, SecurityReader];

  constructor(private readonly before: CompareSource, private readonly after: CompareSource) {
    this.operations = new OperationComparer(before, after);
    this.security = [new SecurityReader(before), new SecurityReader(after)];
  }

  public compare(): OpenApiComparison {
    this.compareApi();
    const [was, is] = [routesOf(this.before), routesOf(this.after)];
    for (const key of new Set([...was.keys(), ...is.keys()])) this.compareRoutes(was.get(key), is.get(key));
    return {
      breaking: this.changes.filter(({ kind }) => KINDS[kind]),
      nonBreaking: this.changes.filter(({ kind }) => !KINDS[kind]),
    };
  }

  private add(kind: Kind, pointer: string, text: string, path?: string, method?: string): void {
    const place = path === undefined ? 'the API' : `${method ? `${method} ` : ''}${path}`;
    this.changes.push({ kind, ...(path === undefined ? {} : { path }), ...(method ? { method } : {}), pointer, message: `${place}: ${text}` });
  }

  private compareApi(): void {
    const [was, is] = [this.before.document, this.after.document];
    const words = (document: OpenApiObject) => canonical([document.info ?? {}, (document.tags ?? []), document.externalDocs ?? {}]);
    if (words(was) !== words(is)) this.add('documentation-changed', '/info', 'is described in other words');
    const [served, serves] = [serversOf(was), serversOf(is)];
    if (served.length === 0 || serves.length === 0) return; // not everybody says where an API is
    for (const url of served.filter((one) => !serves.includes(one))) this.add('server-removed', '/servers', `is not at ${url} any more`);
    for (const url of serves.filter((one) => !served.includes(one))) this.add('server-added', '/servers', `is at ${url}, too`);
  }

  private compareRoutes(was?: Route, is?: Route): void {
    if (!was) return this.add('route-added', is!.item.at, 'is new', is!.path);
    if (!is) return this.add('route-removed', was.item.at, 'is gone', was.path);
    if (was.path !== is.path) this.add('path-parameter-renamed', is.item.at, `has other names for what varies, and was ${was.path}`, is.path);
    for (const method of new Set([...was.operations.keys(), ...is.operations.keys()])) {
      const [left, right] = [was.operations.get(method), is.operations.get(method)];
      const name = method.toUpperCase();
      if (!left) this.add('method-added', right!.located.at, 'is new', is.path, name);
      else if (!right) this.add('method-removed', left.located.at, 'is gone', was.path, name);
      else this.compareOperations(left, right, is.path, name);
    }
  }

  private compareOperations(was: Operation, is: Operation, path: string, method: string): void {
    const withExtensions = this.security.every(({ hasExtensions }) => hasExtensions);
    const [asked, asks] = [was, is].map(({ located }, index) => this.security[index].requirements(located, withExtensions));
    const at = is.located.value.security === undefined ? is.located.at : `${is.located.at}/security`;
    for (const { kind, text } of compareSecurity(asked, asks, withExtensions)) this.add(kind, at, text, path, method);
    for (const { kind, at: pointer, text } of this.operations.compare(was, is)) this.add(kind, pointer, text, path, method);
  }
}

/** The routes of a document by path, in which the names of variables do not count. */
function routesOf(source: CompareSource): Map<string, Route> {
  const paths = [...source.children(source.child(source.root, 'paths'))].filter(([path]) => path.startsWith('/'));
  return new Map(paths.map(([path, item]) => {
    const operations = METHODS.flatMap((method): Array<[string, Operation]> => {
      const located = source.child(item, method) ?? (method === 'trace' ? undefined : source.child(item, ANY));
      if (located && !isObject(located.value)) fail(`the operation at ${located.at} must be a structure, got ${show(located.value)}`);
      return located ? [[method, { path, item, located }]] : [];
    });
    return [path.replace(/\{[^}]*\}/g, '{}'), { path, item, operations: new Map(operations) }];
  }));
}

function serversOf({ servers }: OpenApiObject): string[] {
  return Array.isArray(servers) ? servers.map(({ url }) => url).filter((url) => url !== '/') : [];
}
