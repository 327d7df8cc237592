import { createHash } from 'node:crypto';
import { IConstruct } from 'constructs';
import { DocumentTemplate } from './document-body';
import { OpenApiObject, Properties } from './rest-api-definition';
import { deployedIdentity } from '../private/deployed-identity';

/** What a document says of the API and not of its routes, what holds at once, without a deployment, and documentation, which has versions of its own. */
const NO_SNAPSHOT = [
  'info', 'tags', 'externalDocs', 'x-amazon-apigateway-documentation', 'x-amazon-apigateway-security-policy', 'x-amazon-apigateway-endpoint-access-mode',
];

/** What operations say to those who read them. */
const DESCRIPTIVE = ['summary', 'description', 'tags', 'externalDocs'];

/** What a deployment takes a snapshot of besides the document: its property overrides, and the endpoint types, which no document says. */
const BESIDE = ['Body', 'EndpointConfiguration'];

/**
 * A hash of what a deployment takes a snapshot of: other for another document or policy, the same for other tags,
 * names, descriptions and metadata. References count by logical ids and, where they are known, physical names:
 * an alias that gets another name keeps its logical id, and is another alias.
 *
 * @param added what users have given to `addToLogicalId` of the deployment
 */
export function fingerprint(template: DocumentTemplate, properties: Properties, added: unknown[], scope: IConstruct): string {
  const identities = template.tokens.map((token) => deployedIdentity(token, scope));
  const document = snapshotOf(template.fill((index) => identities[index]));
  const beside = BESIDE.map((name) => deployedIdentity(properties[name], scope));
  return createHash('md5').update(canonical([document, beside, ...added.map((value) => deployedIdentity(value, scope))])).digest('hex');
}

function snapshotOf({ components: { schemas = {}, ...components } = {}, paths = {}, ...document }: OpenApiObject): OpenApiObject {
  const items = mapValues(paths, (item) => mapValues(item, (operation) => without(operation, DESCRIPTIVE)));
  return { ...without(document, NO_SNAPSHOT), paths: items, components, schemas: mapValues(schemas, (schema) => without(schema, ['description'])) };
}

function mapValues(object: OpenApiObject, map: (value: OpenApiObject) => OpenApiObject): OpenApiObject {
  return Object.fromEntries(Object.entries<OpenApiObject>(object).map(([key, value]) => [key, map(value)]));
}

function without(object: OpenApiObject, keys: string[]): OpenApiObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** JSON with its keys in order, so that the order in which routes are added does not count. */
function canonical(value: any): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}
