import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType } from '@aws-cdk/service-spec-types';

/** Of the resource types that a template may contain and that are nobody's schema. */
const FREE_FORM = /^(Custom::|AWS::CDK::|AWS::CloudFormation::CustomResource$)/;

const INTRINSIC = /^(Ref|Fn::.+)$/;

type Properties = Record<string, Property>;
type Template = { Resources: Record<string, { Type: string; Properties?: object }> };

const db = loadAwsServiceSpecSync();

/** What is wrong with a template by the resource specification of CloudFormation: unknown and missing properties, wrong types. */
export function specProblems(template: Template): string[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    if (FREE_FORM.test(Type)) return [];
    const [spec] = db.lookup('resource', 'cloudFormationType', 'equals', Type);
    return spec ? propertyProblems(spec.properties, Properties, `${id} (${Type})`) : [`${id}: unknown resource type ${Type}`];
  });
}

function propertyProblems(spec: Properties, value: object, path: string): string[] {
  const missing = Object.keys(spec).filter((name) => spec[name].required && !(name in value)).map((name) => `${path}.${name}: missing`);
  const wrong = Object.entries(value).flatMap(([name, inner]) => (spec[name] ? typeProblems(spec[name].type, inner, `${path}.${name}`) : [`${path}.${name}: unknown`]));
  return [...missing, ...wrong];
}

function typeProblems(type: PropertyType, value: unknown, path: string): string[] {
  if (isIntrinsic(value)) return [];
  const unless = (holds: boolean) => (holds ? [] : [`${path}: expected ${type.type}, got ${JSON.stringify(value)}`]);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  switch (type.type) {
    case 'string': return unless(typeof value === 'string');
    case 'boolean': return unless(typeof value === 'boolean');
    case 'number': return unless(typeof value === 'number');
    case 'integer': return unless(Number.isInteger(value));
    case 'tag': return unless(isObject && 'Key' in value);
    case 'array': return Array.isArray(value) ? value.flatMap((item, index) => typeProblems(type.element, item, `${path}[${index}]`)) : unless(false);
    case 'map': return isObject ? Object.entries(value).flatMap(([key, item]) => typeProblems(type.element, item, `${path}.${key}`)) : unless(false);
    case 'ref': return isObject ? propertyProblems(db.get('typeDefinition', type.reference.$ref).properties, value, path) : unless(false);
    case 'union': return unless(type.types.some((alternative) => typeProblems(alternative, value, path).length === 0));
    default: return []; // json and dates: anything goes
  }
}

function isIntrinsic(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 1 && INTRINSIC.test(Object.keys(value)[0]);
}
