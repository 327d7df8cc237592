import * as path from 'node:path';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, CfnResource, CustomResource, CustomResourceProvider, CustomResourceProviderRuntime, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/**
 * How API Gateway comes by the role with which it writes to CloudWatch Logs.
 *
 * The role is one setting for each account and Region, shared by all REST and WebSocket APIs there.
 * Without it a stage with logs is refused; with a role that no longer exists, the logs of all APIs
 * silently stop. The log group of a HTTP API does not need it.
 */
export abstract class AccountLogging {
  /**
   * Sets a role if, and only if, the account has none, by a custom resource that each stack defines
   * once. It deletes nothing: the role stays when the stack goes, since other stacks may use it by then.
   */
  public static ensure(): AccountLogging {
    return new EnsuredAccountLogging();
  }

  /**
   * Defines the account's setting and its role in this stack, once, and overwrites what was there. Both
   * are kept when the stack goes. For the one stack that owns the account's settings.
   */
  public static managed(): AccountLogging {
    return new ManagedAccountLogging();
  }

  /** Says that the account has a working role already: nothing is defined. */
  public static existing(): AccountLogging {
    return new ExistingAccountLogging();
  }

  /**
   * What in the stack of a construct says where the role comes from, and what a stage with logs waits for.
   *
   * @returns undefined if nothing says so, an empty list if there is nothing to wait for
   * @internal
   */
  public static _knownIn(scope: IConstruct): IConstruct[] | undefined {
    const stack = Stack.of(scope);
    const told = KNOWN.get(stack);
    if (told) return [...told]; // and not for what else is there, which may itself need the stage
    const accounts = stack.node.findAll().filter((construct) => CfnAccount.isCfnAccount(construct) && construct.stack === stack);
    return accounts.length > 0 ? accounts : undefined;
  }

  /**
   * Defines what is needed in the stack, once.
   *
   * @internal
   */
  public _bind(scope: IConstruct): void {
    const stack = Stack.of(scope);
    const setting = this._define(stack);
    KNOWN.set(stack, new Set([...(KNOWN.get(stack) ?? []), ...(setting ? [setting] : [])]));
  }

  /** @internal */
  protected abstract _define(stack: Stack): CfnResource | undefined;
}

/** For each stack that was told of a role, what sets it. */
const KNOWN = new WeakMap<Stack, Set<CfnResource>>();

class EnsuredAccountLogging extends AccountLogging {
  protected _define(stack: Stack): CfnResource {
    const id = '#EnsuredAccountLogging';
    const scope = (stack.node.tryFindChild(id) as EnsuredAccountLoggingResource | undefined) ?? new EnsuredAccountLoggingResource(stack, id);
    return scope.setting;
  }
}

class ManagedAccountLogging extends AccountLogging {
  protected _define(stack: Stack): CfnResource {
    const id = '#ManagedAccountLogging';
    const scope = (stack.node.tryFindChild(id) as ManagedAccountLoggingResource | undefined) ?? new ManagedAccountLoggingResource(stack, id);
    return scope.setting;
  }
}

class ExistingAccountLogging extends AccountLogging {
  protected _define(): undefined {
    return undefined;
  }
}

class ManagedAccountLoggingResource extends Construct {
  public readonly setting: CfnResource;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: defineRole(this).roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.setting = account;
  }
}

class EnsuredAccountLoggingResource extends Construct {
  public readonly setting: CfnResource;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = defineRole(this);
    const resource = new CustomResource(this, 'Resource', {
      serviceToken: this.defineProvider(role).serviceToken,
      resourceType: 'Custom::ApiGatewayAccountLogging',
      properties: { CloudWatchRoleArn: role.roleArn },
    });
    this.setting = resource.node.defaultChild as CfnResource;
  }

  private defineProvider(role: iam.Role): CustomResourceProvider {
    const stack = Stack.of(this);
    const provider = CustomResourceProvider.getOrCreateProvider(this, '#AccountLoggingProvider', {
      codeDirectory: path.join(__dirname, '..', '..', 'assets', 'handlers', 'account-logging'),
      runtime: CustomResourceProviderRuntime.NODEJS_22_X,
      timeout: Duration.minutes(5),
      description: 'Sets the role with which API Gateway writes logs, if the account has none',
      policyStatements: [
        {
          Effect: 'Allow',
          Action: ['apigateway:GET', 'apigateway:PATCH'],
          Resource: stack.formatArn({ service: 'apigateway', account: '', resource: '/account', arnFormat: ArnFormat.NO_RESOURCE_NAME }),
        },
        { Effect: 'Allow', Action: 'iam:PassRole', Resource: role.roleArn, Condition: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } } },
      ],
    });
    const logGroup = new LogGroup(this, 'ProviderLogs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    (provider.node.findChild('Handler') as CfnResource).addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
    return provider;
  }
}

/** The role is kept: an account whose setting names a deleted role silently logs nothing. */
function defineRole(scope: Construct): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    description: 'API Gateway writes its execution and access logs to CloudWatch Logs',
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return role;
}
