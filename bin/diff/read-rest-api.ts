import { Json, TemplateResource } from './assembly';
import { label, References } from './references';
import { compileApi } from '../../lib/openapi/compile-api';
import { OpenApiObject } from '../../lib/openapi/rest-api-definition';

/** The document that resources of a template define as a REST API, and what of them it cannot say. */
export function compileRestApi(
  api: TemplateResource,
  members: TemplateResource[],
  references: References,
): { document: OpenApiObject; unread: string[] } {
  const home = api.template;
  const id = (resource: TemplateResource) => `\${${label({ resource }, home)}}`;
  const { document, problems } = compileApi({
    properties: references.text(api.properties, home),
    path: api.path ?? api.logicalId,
    reference: id(api),
    rootReference: `\${${api.logicalId}.RootResourceId}`,
    resources: members.map((member) => ({
      type: member.type,
      properties: withSchema(references.text(member.properties, member.template, home)),
      reference: id(member),
      path: member.path ?? member.logicalId,
      defaultName: defaultName(api, member),
      isConditional: member.condition !== undefined && member.condition !== api.condition,
    })),
  });
  return { document, unread: problems.map((problem) => problem.replace(/\n\s+at /, ' at ')) };
}

/** CloudFormation takes the schema of a model as text, too. */
function withSchema(properties: Json): Json {
  if (typeof properties.Schema !== 'string') return properties;
  try {
    return { ...properties, Schema: JSON.parse(properties.Schema) };
  } catch {
    return properties;
  }
}

/** As the library names what has no name: the ids of the construct's path below the API, in letters and digits. */
function defaultName(api: TemplateResource, { path, logicalId }: TemplateResource): string {
  if (path === undefined) return logicalId;
  const home = api.path?.replace(/\/[^/]*$/, '');
  const below = home !== undefined && path.startsWith(`${home}/`) ? path.slice(home.length) : path;
  return below.replace(/\/Resource$/, '').replace(/[^A-Za-z0-9]/g, '');
}
