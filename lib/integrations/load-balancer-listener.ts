import { IVpcLinkRef } from 'aws-cdk-lib/aws-apigatewayv2';
import { Connections, IVpc, Peer, Port } from 'aws-cdk-lib/aws-ec2';
import { CfnListener, IListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { checkVpcLink } from './check-vpc-link';
import { VpcLinkV2 } from './vpc-link-v2';
import { fail, show } from '../private/errors';
import { isNumberToken, isTextToken } from '../private/kinds';
import { differencesOf, placeOfArn } from '../private/place';

/** The two kinds of load balancers, as ARNs name them, and the protocols by which API Gateway reaches them. */
export const KINDS = {
  app: { name: 'an Application Load Balancer', plain: ['HTTP'], secure: ['HTTPS'], factory: 'applicationLoadBalancer' },
  net: { name: 'a Network Load Balancer', plain: ['TCP'], secure: ['TLS', 'TCP'], factory: 'networkLoadBalancer' },
};

/** What is said of a listener besides. */
export interface ListenerOptions {
  readonly secureServerName?: string;
  readonly port?: number;
  readonly loadBalancerArn?: string;
}

/** What the L2 keeps of a listener that it has defined, and does not say of one that is imported. */
interface DefinedListener extends IListener {
  readonly connections?: Connections;
  readonly loadBalancer?: {
    readonly loadBalancerArn: string;
    readonly loadBalancerDnsName: string;
    readonly vpc?: IVpc;
    readonly connections?: Connections;
  };
}

const SERVER_NAME = /^(?=.{1,253}$)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** A listener of a load balancer that an API calls. */
export class LoadBalancerListener {
  public readonly listenerArn: string;

  private readonly l1?: CfnListener;
  private readonly given: DefinedListener;

  constructor(listener: IListener, private readonly kind: keyof typeof KINDS, private readonly options: ListenerOptions) {
    const { name, factory } = KINDS[kind];
    if (typeof listener?.listenerArn !== 'string') fail(`'listener' must be a listener of ${name} of aws-cdk-lib/aws-elasticloadbalancingv2, got ${show(listener)}: write loadBalancer.addListener("Http", { port: 80 })`);
    const { listenerArn } = listener;
    const found = Token.isUnresolved(listenerArn) ? undefined : /^arn:[\w-]+:elasticloadbalancing:[^:]*:\d{12}:listener\/(app|net)\/[^/]+\/[^/]+\/[^/]+$/.exec(listenerArn);
    if (found === null) fail(`'listener' must have the ARN of a listener, got ${show(listenerArn)}: write "arn:aws:elasticloadbalancing:<region>:<account>:listener/${kind}/<name>/<id>/<id>"`);
    if (found && found[1] !== kind) fail(`'listener' must be one of ${name}, got ${show(listenerArn)}: take ${factory === 'applicationLoadBalancer' ? 'networkLoadBalancer' : 'applicationLoadBalancer'}`);
    this.listenerArn = listenerArn;
    this.given = listener;
    const l1 = listener.node?.defaultChild;
    this.l1 = CfnListener.isCfnListener(l1) ? l1 : undefined;
    checkServerName(options.secureServerName);
    this.checkProtocol();
    if (this.l1) for (const prop of ['port', 'loadBalancerArn'] as const) if (options[prop] !== undefined) fail(`'${prop}' is of a listener that is imported, and [${listener.node.path}] tells it: leave it out`);
    const { port } = options;
    if (port !== undefined && !isNumberToken(port) && !(Number.isInteger(port) && port >= 1 && port <= 65535)) fail(`'port' must be from 1 to 65535, got ${show(port)}`);
  }

  /** The port; undefined if nobody has said it. */
  public get port(): number | undefined {
    return this.l1?.port ?? this.options.port;
  }

  /** The port, which has to be known. */
  public requirePort(scope: IConstruct): number {
    return this.port ?? fail(`'port' must be said of the listener ${show(this.listenerArn)}, which is imported: write { port: 443 }, for example`, scope);
  }

  /** The ARN of the load balancer, which that of a listener begins with. */
  public loadBalancerArn(scope: IConstruct): string {
    const known = this.given.loadBalancer?.loadBalancerArn ?? this.options.loadBalancerArn;
    if (known !== undefined) return known;
    if (Token.isUnresolved(this.listenerArn)) return fail("'loadBalancerArn' must be said of a listener that is imported by a token: a VPC link of the second version has to know the load balancer", scope);
    return this.listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, '');
  }

  /** The DNS name of the load balancer; undefined if the listener is imported. */
  public get dnsName(): string | undefined {
    return this.given.loadBalancer?.loadBalancerDnsName;
  }

  /** What the listener is of, as a construct; undefined if it is imported. */
  public get loadBalancer(): IConstruct | undefined {
    return this.given.loadBalancer as unknown as IConstruct | undefined;
  }

  /** Finds the link by which an API reaches the listener, and has security groups let it through, as far as they are known. */
  public linkFor(api: Construct, given?: IVpcLinkRef): IVpcLinkRef {
    this.checkPlace(api);
    if (given !== undefined) checkVpcLink(given, api);
    const vpc = this.given.loadBalancer?.vpc;
    if (given === undefined && !vpc) fail(`'vpcLink' must be said for the listener [${this.given.node.path}], whose VPC is not known: write vpcLink: new VpcLinkV2(this, "VpcLink", { vpc })`, api);
    const link = given !== undefined ? given : VpcLinkV2._shared(api, vpc!);
    if (VpcLinkV2.isVpcLinkV2(link)) this.allowFrom(link, api);
    return link;
  }

  private allowFrom(link: VpcLinkV2, api: IConstruct): void {
    const connections = this.given.connections ?? this.given.loadBalancer?.connections;
    const port = Port.tcp(this.requirePort(api));
    if (connections && connections.securityGroups.length > 0) link.connections.allowTo(connections, port, 'VPC link of API Gateway');
    else link.connections.allowTo(Peer.ipv4(link.vpc.vpcCidrBlock), port, 'To load balancers without a security group that is known');
  }

  private checkProtocol(): void {
    const protocol = this.l1?.protocol;
    const { secureServerName } = this.options;
    if (protocol === undefined || Token.isUnresolved(protocol)) return;
    const { plain, secure, name } = KINDS[this.kind];
    const path = this.given.node.path;
    if (![...plain, ...secure].includes(protocol)) fail(`'listener' must be one of ${name} that takes ${[...new Set([...plain, ...secure])].join(' or ')}, got ${show(protocol)} of [${path}]`);
    if (secureServerName === undefined && !plain.includes(protocol)) fail(`'secureServerName' must be said for the listener [${path}], which takes ${protocol}: write the name in its certificate, "orders.internal.example.com", for example`);
    if (secureServerName !== undefined && !secure.includes(protocol)) fail(`'secureServerName' must be left out for the listener [${path}], which takes ${protocol}, and no TLS: leave it out, or take a listener of ${secure[0]}`);
  }

  /** API, link and load balancer are of one account and Region. */
  private checkPlace(api: IConstruct): void {
    const place = Token.isUnresolved(this.listenerArn) ? this.given.env ?? {} : placeOfArn(this.listenerArn);
    const [differs] = differencesOf(place, api);
    if (differs) fail(`'listener' must be of the ${differs} of the API, got ${show(place[differs])}: VPC links do not lead elsewhere`, api);
  }
}

/** Checks the name in a certificate. */
export function checkServerName(name: string | undefined): void {
  if (name === undefined || isTextToken(name)) return;
  if (typeof name !== 'string' || !SERVER_NAME.test(name)) fail(`'secureServerName' must be a host name, got ${show(name)}: write "orders.internal.example.com", without "https://" and port`);
}
