import { Assembly, Json, Template, TemplateResource } from './assembly';

/** What a reference of a template refers to. */
export interface Target {
  readonly resource: TemplateResource;
  readonly attribute?: string;
}

/** References between the resources of templates, also through parameters, outputs and exports. */
export class References {
  private readonly exports = new Map<string, { template: Template; value: Json }>();
  private readonly nested = new Map<TemplateResource, Template>();

  constructor(assembly: Assembly) {
    for (const template of assembly.templates) {
      if (template.nestedAs) this.nested.set(template.nestedAs, template);
      for (const output of Object.values<Json>(template.json.Outputs ?? {})) {
        if (typeof output?.Export?.Name === 'string') this.exports.set(output.Export.Name, { template, value: output.Value });
      }
    }
  }

  /** The resource that a value is the id or an attribute of. */
  public target(value: Json, template: Template): Target | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (typeof value.Ref === 'string') return this.named(value.Ref, undefined, template);
    if (value['Fn::GetAtt'] !== undefined) {
      const [logicalId, ...attribute] = [value['Fn::GetAtt']].flat().join('.').split('.');
      return this.named(logicalId, attribute.join('.'), template);
    }
    const exported = this.exports.get(value['Fn::ImportValue']);
    return exported && this.target(exported.value, exported.template);
  }

  /** All resources that a value refers to, wherever it does. */
  public targets(value: Json, template: Template): TemplateResource[] {
    if (typeof value !== 'object' || value === null) return [];
    const target = this.target(value, template);
    return target ? [target.resource] : Object.values(value).flatMap((inner) => this.targets(inner, template));
  }

  /**
   * A value with text in place of what CloudFormation computes: "${Handler.Arn}". So a document and resources that say the same are the same.
   *
   * @param home whose resources are named by their logical id alone
   */
  public text(value: Json, template: Template, home: Template = template): Json {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.filter((inner) => !isNoValue(inner)).map((inner) => this.text(inner, template, home));
    const [name, ...others] = Object.keys(value);
    if (others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::'))) return this.textOfFunction(name, value, template, home);
    const kept = Object.entries<Json>(value).filter(([, inner]) => !isNoValue(inner));
    return Object.fromEntries(kept.map(([key, inner]) => [key, this.text(inner, template, home)]));
  }

  private textOfFunction(name: string, value: Json, template: Template, home: Template): Json {
    const argument = value[name];
    const target = this.target(value, template);
    if (target) return `\${${label(target, home)}}`;
    if (name === 'Ref') return `\${${argument}}`;
    if (name === 'Fn::GetAtt') return `\${${[argument].flat().join('.')}}`;
    if (name === 'Fn::Join' && Array.isArray(argument?.[1])) return this.text(argument[1], template, home).map(asText).join(argument[0]);
    if (name === 'Fn::Sub') {
      const [text, variables = {}] = [argument].flat();
      if (typeof text === 'string') return this.textOfSub(text, variables, template, home);
    }
    return `\${${name}:${JSON.stringify(this.text(argument, template, home))}}`;
  }

  private textOfSub(text: string, variables: Json, template: Template, home: Template): string {
    return text.replace(/\$\{([^!][^}]*)\}/g, (whole, name: string) => {
      if (Object.hasOwn(variables, name)) return asText(this.text(variables[name], template, home));
      const [logicalId, ...attribute] = name.split('.');
      const target = this.named(logicalId, attribute.length > 0 ? attribute.join('.') : undefined, template);
      return target ? `\${${label(target, home)}}` : whole;
    });
  }

  private named(logicalId: string, attribute: string | undefined, template: Template): Target | undefined {
    const resource = template.resources.get(logicalId);
    const inner = resource && this.nested.get(resource);
    if (inner && attribute?.startsWith('Outputs.')) return this.target(inner.json.Outputs?.[attribute.slice('Outputs.'.length)]?.Value, inner);
    if (resource) return { resource, attribute };
    const { nestedAs } = template;
    const given = nestedAs?.properties.Parameters?.[logicalId];
    return nestedAs && given !== undefined ? this.target(given, nestedAs.template) : undefined;
  }
}

/** How text names a resource, or an attribute of it. */
export function label({ resource: { logicalId, template }, attribute }: Target, home: Template): string {
  return `${template === home ? '' : `${template.stack}/`}${logicalId}${attribute ? `.${attribute}` : ''}`;
}

function asText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isNoValue(value: Json): boolean {
  return value?.Ref === 'AWS::NoValue';
}
