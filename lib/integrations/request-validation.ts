import { IModel, IRequestValidator, MethodOptions, RequestValidator, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { RequestSchema } from './request-schema';
import { capitalized } from '../private/capitalized';
import { fail, show } from '../private/errors';
import { isHardened } from '../private/hardened';

/** What of a route is validated. */
export interface ValidatedRoute {
  readonly path: string;
  readonly methods: HttpMethod[];
  readonly requestSchema?: RequestSchema;
  readonly requiredParameters?: string[];
  readonly requestModels?: Record<string, IModel>;
  readonly requestParameters?: Record<string, boolean>;
  readonly requestValidator?: IRequestValidator;
}

const PLACES: Record<string, string> = { path: 'path', query: 'querystring', header: 'header' };

/** Methods whose requests have no body that means anything. */
const WITHOUT_BODY = [HttpMethod.ANY, HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS];

/** What the requests of an API are checked for: one validator for each kind of check. */
export class RequestValidation {
  private readonly validators = new Map<string, RequestValidator>();

  /** What is checked of every request, whatever its route says; undefined if that is left to the routes. */
  private readonly ofAll?: RequestValidator;

  constructor(private readonly api: RestApi, private readonly gateway: IConstruct) {
    this.ofAll = isHardened(gateway) ? this.validatorFor(true, true) : undefined;
  }

  /** The options of the L2's methods by which the requests of a route are checked. */
  public optionsFor(route: ValidatedRoute): Pick<MethodOptions, 'requestModels' | 'requestParameters' | 'requestValidator'> {
    const { path, methods, requestSchema, requiredParameters, requestModels, requestParameters, requestValidator } = route;
    if (!requestSchema && !requiredParameters?.length) return { requestModels, requestParameters, requestValidator: requestValidator ?? this.ofAll };
    this.check(route);
    const model = requestSchema?._modelFor(this.api, modelName(methods[0], path));
    const required = (requiredParameters ?? []).map((name) => [this.parameter(name, path), true]);
    const parameters = requestParameters ?? this.api.root.defaultMethodOptions?.requestParameters; // the L2 takes one or the other
    return {
      requestModels: model ? { ...requestModels, 'application/json': model } : requestModels,
      requestParameters: required.length > 0 ? { ...parameters, ...Object.fromEntries(required) } : requestParameters,
      requestValidator: this.ofAll ?? this.validatorFor(model !== undefined, required.length > 0 || Object.values(parameters ?? {}).includes(true)),
    };
  }

  private check({ path, methods, requestSchema, requestModels, requestValidator }: ValidatedRoute): void {
    if (requestValidator) fail(`'requestValidator' of route ${show(path)} is made of 'requestSchema' and 'requiredParameters': leave one or the other out`, this.gateway);
    if (!requestSchema) return;
    if (requestModels?.['application/json']) fail(`set either 'requestSchema' or 'requestModels["application/json"]' for route ${show(path)}, got both`, this.gateway);
    const bodiless = methods.find((method) => WITHOUT_BODY.includes(method));
    if (bodiless) fail(`'requestSchema' of route ${show(path)} asks for a body, which not every request of ${bodiless} has: write the methods that have one, [HttpMethod.POST], for example`, this.gateway);
  }

  private parameter(name: string, path: string): string {
    const [place, key] = typeof name === 'string' && !Token.isUnresolved(name) ? [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)] : ['', ''];
    if (!Object.hasOwn(PLACES, place) || !/^[A-Za-z0-9._$-]+$/.test(key)) {
      fail(`'requiredParameters' of route ${show(path)} must be like "query.page", "header.X-Tenant" or "path.id", got ${show(name)}`, this.gateway);
    }
    if (place === 'path' && !new RegExp(`\\{${key.replace(/[.$]/g, '\\$&')}\\+?\\}`).test(path)) {
      fail(`'requiredParameters' of route ${show(path)} has ${show(name)}, which is no variable of the path: write "/{${key}}" there, or leave it out`, this.gateway);
    }
    return `method.request.${PLACES[place]}.${key}`;
  }

  private validatorFor(validateRequestBody: boolean, validateRequestParameters: boolean): RequestValidator {
    const kind = validateRequestBody && validateRequestParameters ? 'body-and-parameters' : validateRequestBody ? 'body' : 'parameters';
    const known = this.validators.get(kind);
    if (known) return known;
    const props = { restApi: this.api, requestValidatorName: kind, validateRequestBody, validateRequestParameters };
    const validator = new RequestValidator(this.api, `#Validator:${kind}`, props);
    this.validators.set(kind, validator);
    return validator;
  }
}

/** Such as "PostOrdersId". */
function modelName(method: HttpMethod, path: string): string {
  const parts = path.split('/').filter((part) => !Token.isUnresolved(part)).map(capitalized);
  return capitalized(method.toLowerCase()) + parts.join('');
}
