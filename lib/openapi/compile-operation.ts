import { STATUS_CODES } from 'node:http';
import { Compilation } from './compilation';
import { compileIntegration } from './compile-integration';
import { ModelCompiler } from './compile-model';
import { SecurityCompiler } from './compile-security';
import { withImportedOperation } from './imported-parts';
import { defined, DefinedResource, OpenApiObject } from './rest-api-definition';
import { show } from '../private/errors';

const LOCATIONS: Record<string, string> = { path: 'path', querystring: 'query', header: 'header' };

/** Methods as the operations of a document. */
export class OperationCompiler {
  private readonly operationIds = new Map<string, DefinedResource>();

  constructor(private readonly compilation: Compilation, private readonly models: ModelCompiler, private readonly security: SecurityCompiler) {}

  /** The operation for a method of a path. */
  public compile(method: DefinedResource, path: string): OpenApiObject {
    const { OperationName: operationId, RequestValidatorId: validator } = method.properties;
    if (operationId !== undefined) this.checkOperationId(operationId, method);
    return withImportedOperation(defined({
      operationId,
      'parameters': this.parameters(method, path),
      'requestBody': this.requestBody(method),
      'responses': this.responses(method),
      'security': this.security.requirements(method),
      'x-amazon-apigateway-request-validator': validator === undefined ? undefined : this.validator(validator, method),
      'x-amazon-apigateway-integration': compileIntegration(method, this.compilation),
    }), method.imported, method.properties.MethodResponses !== undefined);
  }

  private checkOperationId(operationId: unknown, method: DefinedResource): void {
    if (typeof operationId !== 'string') return;
    const other = this.operationIds.get(operationId);
    if (other) this.compilation.problem(method, `the 'operationName' ${show(operationId)} is that of another method, at [${other.path}]: an OpenAPI document takes a name once`);
    this.operationIds.set(operationId, method);
  }

  /** What the method asks for, and the variables of its path, which OpenAPI wants to be said. */
  private parameters(method: DefinedResource, path: string): OpenApiObject[] | undefined {
    const parameters = new Map<string, OpenApiObject>();
    for (const [, name] of path.matchAll(/\{([^}]+?)\+?\}/g)) parameters.set(`path.${name}`, parameter('path', name, true));
    for (const [key, required] of Object.entries(this.compilation.known(method.properties.RequestParameters, "'requestParameters'", method) ?? {})) {
      const [, location, name] = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(key) ?? [];
      if (!name) {
        this.compilation.problem(method, `'requestParameters' must be called "method.request.path|querystring|header.<name>", got ${show(key)}`);
      } else if (location !== 'path') {
        parameters.set(`${location}.${name}`, parameter(LOCATIONS[location], name, this.isRequired(key, required, method)));
      } else if (!parameters.has(`path.${name}`)) {
        this.compilation.problem(method, `'requestParameters' has ${show(key)}, and the path ${show(path)} has no such variable: leave it out, or rename it`);
      }
    }
    return parameters.size > 0 ? [...parameters.values()] : undefined;
  }

  /** CloudFormation takes a flag, and an object with one. */
  private isRequired(key: string, value: any, method: DefinedResource): boolean {
    return this.compilation.flag(value?.Required ?? value, `'requestParameters' ${show(key)}`, method);
  }

  private requestBody(method: DefinedResource): OpenApiObject | undefined {
    const models = this.compilation.known(method.properties.RequestModels, "'requestModels'", method);
    return models && { required: true, content: this.content(models, method) };
  }

  private content(models: Record<string, unknown>, method: DefinedResource): OpenApiObject {
    return Object.fromEntries(Object.entries(models).map(([type, model]) => [type, { schema: this.models.reference(model, method) }]));
  }

  private responses(method: DefinedResource): OpenApiObject {
    const responses: OpenApiObject = {};
    const given: OpenApiObject[] = this.compilation.known(method.properties.MethodResponses, "'methodResponses'", method) ?? [];
    for (const { StatusCode: code, ResponseParameters: headers, ResponseModels: models } of given) {
      if (!this.compilation.isKey(code, "the 'statusCode' of a method response", method)) continue;
      if (Object.hasOwn(responses, code)) this.compilation.problem(method, `the status code ${show(code)} stands at two method responses: each needs its own`);
      responses[code] = defined({
        description: describe(code),
        headers: headers && this.headers(headers, method),
        content: models && this.content(models, method),
      });
    }
    // OpenAPI wants at least one; API Gateway then knows a response without headers and models, as its console defines one
    return Object.keys(responses).length > 0 ? responses : { 200: { description: describe('200') } };
  }

  private headers(parameters: Record<string, unknown>, method: DefinedResource): OpenApiObject {
    const headers: OpenApiObject = {};
    for (const key of Object.keys(parameters)) {
      const name = /^method\.response\.header\.(.+)$/.exec(key)?.[1];
      if (name) this.compilation.isKey(name, 'the name of a response header', method);
      if (name) headers[name] = { schema: { type: 'string' } };
      else this.compilation.problem(method, `'responseParameters' of a method response must be called "method.response.header.<name>", got ${show(key)}`);
    }
    return headers;
  }

  private validator(validator: unknown, method: DefinedResource): string | undefined {
    const name = typeof validator === 'string' ? this.compilation.names.get(validator) : undefined;
    if (!name) this.compilation.problem(method, "'requestValidator' is not one of this API, and a document defines its own: define it with 'addRequestValidator', or use 'layout: RestLayout.RESOURCES'");
    return name;
  }
}

function parameter(location: string, name: string, required: boolean): OpenApiObject {
  return { name, in: location, ...(required ? { required } : {}), schema: { type: 'string' } };
}

function describe(code: string): string {
  return STATUS_CODES[code] ?? code;
}
