/** A REST API as CloudFormation defines it: the properties of the API and of what belongs to it. */
export interface RestApiDefinition {
  /** The properties of the `AWS::ApiGateway::RestApi`. */
  readonly properties: Properties;
  /** How problems name the API: the path of its construct. */
  readonly path: string;
  /** What stands for the API's id in properties. */
  readonly reference: string;
  /** What stands for the id of the resource "/" in properties. */
  readonly rootReference: string;
  /** What belongs to the API, in the order of its definition. */
  readonly resources: DefinedResource[];
  /** What the document that the API was made of says beside the properties. */
  readonly imported?: OpenApiObject;
}

/** A resource of CloudFormation that belongs to a REST API. */
export interface DefinedResource {
  /** Such as `AWS::ApiGateway::Method`. */
  readonly type: string;
  /** The properties as CloudFormation names them; a reference to another resource of the API is what stands for its id. */
  readonly properties: Properties;
  /** What stands for the resource's id in properties. */
  readonly reference: string;
  /** How problems name it: the path of its construct. */
  readonly path: string;
  /** The name it gets where CloudFormation would make one up. */
  readonly defaultName: string;
  /** Whether it exists on a condition only, and on another than the API's own. */
  readonly isConditional?: boolean;
  /** Whether a method answers for all paths that have no method OPTIONS of their own. */
  readonly isSharedPreflight?: boolean;
  /** What the document that a method was made of says beside the properties. */
  readonly imported?: OpenApiObject;
}

/** Properties of a resource of CloudFormation; what the properties are is checked where they are read. */
export type Properties = Record<string, any>;

/** An object of an OpenAPI document. */
export type OpenApiObject = Record<string, any>;

/** The types that a document replaces. */
export const FOLDED_TYPES: ReadonlySet<string> = new Set(
  ['Resource', 'Method', 'Model', 'RequestValidator', 'Authorizer', 'GatewayResponse', 'DocumentationPart'].map((name) => `AWS::ApiGateway::${name}`),
);

/** An object without what is undefined. */
export function defined(object: OpenApiObject): OpenApiObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** An object that has something in it, or nothing. */
export function unlessEmpty(object: OpenApiObject): OpenApiObject | undefined {
  return Object.keys(object).length > 0 ? object : undefined;
}
