import { CfnRestApi, EndpointType, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import { CfnRoutingRule } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { ApiDomain } from './api-domain';
import { checkBasePath } from './check-domain';
import { checkHeaders } from './check-headers';
import { DomainRoutingMode } from './domain-routing-mode';
import { checkMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds } from '../private/kinds';
import { checkNumber } from '../private/rules';
import { referencedConstructs } from '../private/tokens';

/** Properties of `DomainRoutingRule`. */
export interface DomainRoutingRuleProps {
  /** The domain whose requests the rule takes. */
  readonly domain: ApiDomain;

  /** The stage of a REST API that gets them: `gateway.stage`, or that of `addStage`. HTTP and WebSocket APIs cannot be reached by rules. */
  readonly stage: IStageRef;

  /** Rules are asked from the lowest number to the highest, from 1 to 1,000,000, and the first that takes a request has it. Leave gaps. */
  readonly priority: number;

  /**
   * What a request has to have in its headers, all of it: values by name, for at most two names. Names are compared without regard to case, values with it. A value may begin or
   * end with "*", or both, for any text: "v2*", "*beta", "*beta*".
   *
   * @default - headers are not looked at
   */
  readonly headers?: Record<string, string>;

  /**
   * What the path of a request has to begin with: "orders", or "orders/v1", at most 127 characters.
   *
   * @default - all paths
   */
  readonly basePath?: string;

  /**
   * Take `basePath` away before the API looks for the route, as with the base path of a gateway's `domain`. Without it, the API has routes that begin with the path.
   *
   * @default false
   */
  readonly stripBasePath?: boolean;
}

const PROPS: Members<DomainRoutingRuleProps> = { domain: true, stage: true, priority: true, headers: true, basePath: true, stripBasePath: true };

const MAX_PRIORITY = 1_000_000;
const LONGEST_BASE_PATH = 127;

/**
 * A rule that sends requests to a domain to a stage of a REST API, by their headers and paths: versions of an API by header, APIs of tenants by header.
 *
 * Define it in the stack of the API. The domain's routing mode follows its rules and mappings.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html
 * @example
 *
 * declare const zone: route53.IHostedZone;
 * declare const current: RestGateway;
 * declare const next: RestGateway;
 * const domain = new GatewayDomain(this, 'Domain', { name: 'api.example.com', hostedZone: zone });
 * new DomainRoutingRule(this, 'Next', { domain, stage: next.stage, priority: 100, headers: { 'x-api-version': '2' } });
 * new DomainRoutingRule(this, 'Current', { domain, stage: current.stage, priority: 1000 });
 */
export class DomainRoutingRule extends Construct {
  /** The id of the rule, which access logs have as `$context.customDomain.routingRuleIdMatched`. */
  public readonly routingRuleId: string;

  /** The ARN of the rule. */
  public readonly routingRuleArn: string;

  constructor(scope: Construct, id: string, props: DomainRoutingRuleProps) {
    super(scope, id);
    this.check(props);
    const { domain, stage, priority, headers = {}, basePath, stripBasePath } = props;
    const asks = [
      ...Object.entries(headers).map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort(),
      ...(basePath === undefined ? [] : [`/${basePath}`]),
    ].join('\n');
    domain._routes.rule({ priority, asks, owner: this });
    const { restApiId, stageName } = stage.stageRef;
    const rule = new CfnRoutingRule(this, 'Resource', {
      domainNameArn: domain.domainNameArn,
      priority,
      conditions: [
        ...Object.entries(headers).map(([header, valueGlob]) => ({ matchHeaders: { anyOf: [{ header, valueGlob }] } })),
        ...(basePath === undefined ? [] : [{ matchBasePaths: { anyOf: [basePath] } }]),
      ],
      actions: [{ invokeApi: { apiId: restApiId, stage: stageName, stripBasePath } }],
    });
    this.routingRuleId = rule.attrRoutingRuleId;
    this.routingRuleArn = rule.attrRoutingRuleArn;
  }

  private check(props: DomainRoutingRuleProps): void {
    checkMembers(props, Object.keys(PROPS), 'DomainRoutingRule', this);
    const { domain, stage, priority, headers, basePath, stripBasePath } = props;
    if (!(typeof domain === 'object' && domain !== null && '_routes' in domain)) fail(`'domain' must be a GatewayDomain, or one of GatewayDomain.fromAttributes(…), got ${show(domain)}`, this);
    this.checkStage(stage);
    checkNumber('priority', priority, (value) => Number.isInteger(value) && value >= 1 && value <= MAX_PRIORITY, `a whole number from 1 to ${MAX_PRIORITY.toLocaleString('en-US')}`, this);
    checkKinds(props, [
      ['headers', isObject, 'values by name, such as { "x-api-version": "2" }'],
      ['stripBasePath', (value) => typeof value === 'boolean', 'true or false'],
    ], this);
    if (headers) checkHeaders(headers, this);
    if (basePath !== undefined) checkBasePath('basePath', basePath, this, LONGEST_BASE_PATH);
    if (stripBasePath && basePath === undefined) fail("'stripBasePath' goes with 'basePath', got none: set 'basePath', or leave 'stripBasePath' out", this);
    if (domain._facts.routingMode === DomainRoutingMode.MAPPINGS_ONLY) {
      fail("'domain' has 'routingMode: DomainRoutingMode.MAPPINGS_ONLY', which asks no rules: change the mode of the domain", this);
    }
  }

  private checkStage(stage: IStageRef): void {
    if (typeof stage?.stageRef?.restApiId !== 'string') {
      fail(`'stage' must be that of a REST API, got ${show(stage)}: write 'gateway.stage' of a RestGateway; HTTP and WebSocket APIs have base paths on a domain`, this);
    }
    const isApi = (construct: IConstruct) => CfnRestApi.isCfnRestApi(construct);
    const api = [...referencedConstructs(stage.stageRef.restApiId, this)].find(isApi) as CfnRestApi | undefined;
    const configuration = api?.endpointConfiguration as CfnRestApi.EndpointConfigurationProperty | undefined;
    if (!Token.isUnresolved(configuration) && configuration?.types?.includes(EndpointType.PRIVATE)) {
      fail("'stage' must be that of a public API, got that of a private one, which a public domain does not reach: use a private domain", this);
    }
  }
}
