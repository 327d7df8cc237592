import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, show } from '../../lib/private/errors';
import { isObject } from '../../lib/private/is-object';

/** JSON as it stands in a file. */
export type Json = any;

/** The structures of a list; of what is no list, none. */
export function structuresOf(value: Json): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A resource of a template. */
export interface TemplateResource {
  readonly template: Template;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Json;
  /** The path of its construct, such as "Shop/OrdersApi/Default/Resource", if the folder says it. */
  readonly path?: string;
  readonly condition?: string;
}

/** A template of a stack, or of one that is nested in it. */
export interface Template {
  /** How the stack is called: "Shop", or "Shop/Nested". */
  readonly stack: string;
  /** The name of the stack in CloudFormation, or of the one that it is nested in. */
  readonly name: string;
  /** The Region that the app says. */
  readonly region?: string;
  readonly json: Json;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  /** The resource of the parent that stands for a nested stack. */
  readonly nestedAs?: TemplateResource;
}

/** Construct paths by logical id, as a manifest has them; nested stacks have logical ids of their own. */
type Paths = Map<string, string[]>;

/** Where a template stands in an app. */
interface Place {
  readonly stack: string;
  readonly name: string;
  readonly region?: string;
  readonly paths: Paths;
  readonly nestedAs?: TemplateResource;
}

const NESTED = 'AWS::CloudFormation::Stack';

/** What a folder `cdk.out` defines: the templates of all its stacks. */
export class Assembly {
  /** Reads a folder; fails if it is none. */
  public static read(folder: string): Assembly {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) fail(`${show(folder)} is no folder: write the path of a "cdk.out", as "cdk synth" makes it`);
    const assembly = Assembly.open(folder);
    if (assembly.templates.length === 0) fail(`${show(folder)} has no "*.template.json": write the path of a "cdk.out", as "cdk synth" makes it`);
    return assembly;
  }

  /** The same where it does not matter if it has templates. */
  public static open(folder: string): Assembly {
    const assembly = new Assembly();
    assembly.readFolder(folder);
    return assembly;
  }

  public readonly templates: Template[] = [];

  /** The files of the assets, by the hash that names them at deployment. */
  private readonly assets = new Map<string, string>();

  /** The resources of all templates. */
  public *resources(): Generator<TemplateResource> {
    for (const { resources } of this.templates) yield* resources.values();
  }

  /** The text of an asset, found by the hash in its URL or key. */
  public asset(location: string): string | undefined {
    const file = this.assets.get(/[0-9a-f]{64}/.exec(location)?.[0] ?? '');
    return file !== undefined && existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
  }

  private readFolder(folder: string): void {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.assets.json'))) this.readAssets(folder, file);
    const manifest = join(folder, 'manifest.json');
    const artifacts = Object.entries<Json>(existsSync(manifest) ? readJson(manifest).artifacts ?? {} : {});
    for (const [id, artifact] of artifacts) {
      const { type, properties, displayName, metadata, additionalMetadataFile, environment } = artifact ?? {};
      const file = type === 'cdk:cloud-assembly' ? properties?.directoryName : properties?.templateFile;
      if (type !== 'cdk:cloud-assembly' && type !== 'aws:cloudformation:stack') continue;
      if (typeof file !== 'string' || !existsSync(join(folder, file))) fail(`${show(manifest)} is no manifest of a "cdk.out": its artifact ${show(id)} names no file that is there`);
      if (type === 'cdk:cloud-assembly') {
        this.readFolder(join(folder, file));
        continue;
      }
      const beside = typeof additionalMetadataFile === 'string' ? readJson(join(folder, additionalMetadataFile)) : {};
      const region = /^aws:\/\/[^/]*\/(?!unknown)([a-z0-9-]+)$/.exec(String(environment))?.[1];
      const paths = pathsOf({ ...metadata, ...beside });
      this.readTemplate(folder, file, { stack: displayName ?? id, name: properties.stackName ?? id, region, paths });
    }
    if (artifacts.length > 0) return;
    const files = readdirSync(folder).filter((name) => name.endsWith('.template.json') && !name.endsWith('.nested.template.json'));
    for (const file of files) {
      const stack = basename(file, '.template.json');
      this.readTemplate(folder, file, { stack, name: stack, paths: new Map() });
    }
  }

  private readAssets(folder: string, file: string): void {
    for (const [hash, asset] of Object.entries<Json>(readJson(join(folder, file)).files ?? {})) {
      if (typeof asset?.source?.path === 'string') this.assets.set(hash, join(folder, asset.source.path));
    }
  }

  private readTemplate(folder: string, file: string, place: Place): void {
    const { stack, name, region, paths, nestedAs } = place;
    const json = readJson(join(folder, file));
    const resources = new Map<string, TemplateResource>();
    const template: Template = { stack, name, region, json, resources, nestedAs };
    const home = nestedAs?.path && nestedHome(nestedAs.path);
    for (const [logicalId, resource] of Object.entries<Json>(json.Resources ?? {})) {
      if (typeof resource?.Type !== 'string') fail(`${show(join(folder, file))} is no template of CloudFormation: its resource ${show(logicalId)} has no type`);
      const { Type: type, Properties: properties = {}, Metadata: metadata, Condition: condition } = resource;
      if (!isObject(properties)) fail(`${show(join(folder, file))} is no template of CloudFormation: the properties of its resource ${show(logicalId)} are no structure`);
      const path = metadata?.['aws:cdk:path'] ?? pathIn(paths.get(logicalId) ?? [], home);
      resources.set(logicalId, { template, logicalId, type, properties, path, condition });
    }
    this.templates.push(template);
    for (const resource of resources.values()) {
      if (resource.type !== NESTED) continue;
      const nested = json.Resources[resource.logicalId].Metadata?.['aws:asset:path'] ?? this.nestedFile(resource);
      const id = resource.path ? nestedHome(resource.path).split('/').pop() : resource.logicalId;
      if (typeof nested === 'string' && existsSync(join(folder, nested))) this.readTemplate(folder, nested, { stack: `${stack}/${id}`, name, region, paths, nestedAs: resource });
    }
  }

  private nestedFile({ properties }: TemplateResource): string | undefined {
    const hash = /([0-9a-f]{64})\.json/.exec(JSON.stringify(properties.TemplateURL ?? ''))?.[1];
    const file = this.assets.get(hash ?? '');
    return file && basename(file);
  }
}

/** The construct of a nested stack, by the path of the resource that its parent has for it. */
function nestedHome(path: string): string {
  return path.replace(/\/([^/]+)\.NestedStack\/\1\.NestedStackResource$/, '/$1');
}

function pathsOf(metadata: Record<string, Array<{ type: string; data?: Json }>>): Paths {
  const paths: Paths = new Map();
  for (const [path, entries] of Object.entries(metadata)) {
    for (const { data } of structuresOf(entries).filter(({ type }) => type === 'aws:cdk:logicalId')) {
      const known = paths.get(data);
      if (known) known.push(path.slice(1));
      else paths.set(data, [path.slice(1)]);
    }
  }
  return paths;
}

function pathIn(paths: string[], home: string | undefined): string | undefined {
  return home === undefined ? paths[0] : paths.find((path) => path.startsWith(`${home}/`)) ?? paths[0];
}

function readJson(file: string): Json {
  try {
    const json = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(json)) return json;
  } catch (error) {
    return fail(`${show(file)} cannot be read as JSON: ${(error as Error).message}`);
  }
  return fail(`${show(file)} is no structure in JSON`);
}
