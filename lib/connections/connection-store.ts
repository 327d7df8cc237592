import { AttributeType, BillingMode, ITable, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, Lazy, RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkConnectionStore } from './check-connection-store';
import { ConnectionStoreProps } from './connection-store-props';
import { checkGrantee, tellFunction } from './tell-function';
import { fail, show } from '../private/errors';
import { defineShippedFunction } from '../private/shipped-function';

const BY_GROUP = 'byGroup';
const BY_USER = 'byUser';

/** What a message needs of a connection, so that no list has to be looked up one by one. */
const PROJECTED = ['endpoint', 'connectedAt', 'expiresAt', 'userId'];

/** DynamoDB uses the key in the name of who asks. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const KEY_READS = ['kms:Decrypt', 'kms:DescribeKey'];
const KEY_WRITES = ['kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'];

const WRITES = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

/**
 * Who is connected to a WebSocket API: a table of connections, their users and their groups, with the function for the routes `$connect` and
 * `$disconnect` that keeps it. `connections` of a `WebSocketGateway` defines one, and a `Broadcaster` with it.
 *
 * @example
 * const store = new ConnectionStore(this, 'Connections', { attributes: { room: 'query.room' } });
 * new WebSocketGateway(this, 'ChatApi', { connections: { store } });
 */
export class ConnectionStore extends Construct {
  /** The table. */
  public readonly table: ITable;

  /** The name of the table. */
  public readonly tableName: string;

  /** The function for the routes `$connect` and `$disconnect`. */
  public readonly handler: Function;

  /** The log group of the function. */
  public readonly logGroup: ILogGroup;

  private readonly encryptionKey?: IKey;
  private readonly callbackUrl?: string;
  private readonly served = new Map<string, string>();
  private stageName?: string;

  constructor(scope: Construct, id: string, props: ConnectionStoreProps = {}) {
    super(scope, id);
    checkConnectionStore(props, this);
    this.encryptionKey = props.encryptionKey;
    this.table = this.defineTable(props);
    this.tableName = this.table.tableName;
    this.handler = this.defineHandler(props);
    this.logGroup = this.handler.logGroup;
    this.grant(this.handler, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:DeleteItem'], []);
    this.callbackUrl = props.callbackUrl;
    for (const hook of new Set([props.onConnect, props.onDisconnect])) if (hook) this.allowHook(hook);
  }

  /**
   * Allows to look up connections, users and groups. A function also gets to know the table, by its environment variable `CONNECTIONS_TABLE`.
   */
  public grantRead(grantee: IGrantable): Grant {
    checkGrantee(grantee, this);
    this.tell(grantee);
    return this.grant(grantee, ['dynamodb:GetItem', 'dynamodb:Query'], [BY_GROUP, BY_USER]);
  }

  /**
   * Allows to put connections into groups and take them out, and to take out connections that are gone. A function also gets to know the table, by
   * its environment variable `CONNECTIONS_TABLE`. Users and groups are looked up with `grantRead`.
   */
  public grantWrite(grantee: IGrantable): Grant {
    checkGrantee(grantee, this);
    this.tell(grantee);
    return this.grant(grantee, WRITES, []);
  }

  /**
   * Allows what a broadcaster does.
   *
   * @internal
   */
  public _grantBroadcast(grantee: IGrantable): Grant {
    this.grant(grantee, ['dynamodb:Query'], [BY_GROUP, BY_USER], false);
    return this.grant(grantee, WRITES, []);
  }

  /**
   * Takes a stage whose connections it keeps, of which functions mean the first if they say none.
   *
   * @param apiId what the API is known by
   * @internal
   */
  public _serve(stageName: string, apiId: string): void {
    this.stageName ??= stageName;
    const known = this.served.get(stageName);
    if (known !== undefined && known !== apiId) {
      fail(`the store has the connections of stage ${show(stageName)} of another API already, whose groups and users would be the same: give one of the stages another name, or each API a store of its own`, this);
    }
    this.served.set(stageName, apiId);
    const urls = new Set([...this.served].map(([name, api]) => (this.callbackUrl?.includes('{stage}') ? `${api}` : `${api}/${name}`)));
    if (this.callbackUrl !== undefined && urls.size > 1) {
      fail(`'callbackUrl' must differ for each stage, got ${Token.isUnresolved(this.callbackUrl) ? 'a token' : show(this.callbackUrl)} for ${[...this.served.keys()].map(show).join(' and ')}: write "{stage}" where the name of the stage is, and give each API a store of its own`, this);
    }
  }

  /**
   * Whether messages are posted elsewhere than to the API's own endpoint.
   *
   * @internal
   */
  public get _hasCallbackUrl(): boolean {
    return this.callbackUrl !== undefined;
  }

  private defineTable({ pointInTimeRecovery, deletionProtection, removalPolicy }: ConnectionStoreProps): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      encryption: this.encryptionKey ? TableEncryption.CUSTOMER_MANAGED : TableEncryption.DEFAULT,
      encryptionKey: this.encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: pointInTimeRecovery ?? true },
      deletionProtection: deletionProtection ?? false,
      removalPolicy: removalPolicy ?? RemovalPolicy.DESTROY,
    });
    for (const indexName of [BY_GROUP, BY_USER]) {
      table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: indexName, type: AttributeType.STRING },
        sortKey: { name: 'pk', type: AttributeType.STRING },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: PROJECTED,
      });
    }
    return table;
  }

  /** What handlers/connections/configuration.ts reads. */
  private defineHandler(props: ConnectionStoreProps): Function {
    const { userId, attributes, onConnect, onDisconnect, subprotocols, callbackUrl } = props;
    const given: Record<string, string | undefined> = {
      CONNECTIONS_TABLE: this.tableName,
      USER_ID: userId,
      ATTRIBUTES: attributes && JSON.stringify(attributes),
      ON_CONNECT: onConnect?.functionArn,
      ON_DISCONNECT: onDisconnect?.functionArn,
      SUBPROTOCOLS: subprotocols && JSON.stringify(subprotocols),
      CALLBACK_URL: callbackUrl,
    };
    return defineShippedFunction(this, 'connections', 'Keeps which connections a WebSocket API has', {
      environment: Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined)),
      memorySize: props.memorySize ?? 512, // it takes milliseconds; it is the cold start that a smaller share of a processor makes slow
      timeout: Duration.seconds(29), // API Gateway waits no longer, and a hook may take most of it
      logGroup: props.logGroup,
    });
  }

  /** By a policy of the function alone: a hook may be imported, and then has none that could be changed. */
  private allowHook(hook: IFunction): void {
    Grant.addToPrincipal({ grantee: this.handler, actions: ['lambda:InvokeFunction'], resourceArns: hook.resourceArnsForGrantInvoke });
  }

  /** By ARNs of the table and of single indexes; the L2's grants are on all of them. */
  private grant(grantee: IGrantable, actions: string[], indexes: string[], andTable = true): Grant {
    const ofIndexes = indexes.map((name) => `${this.table.tableArn}/index/${name}`);
    this.encryptionKey?.grant(grantee, ...(actions.includes('dynamodb:PutItem') ? [...KEY_READS, ...KEY_WRITES] : KEY_READS));
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [...(andTable ? [this.table.tableArn] : []), ...ofIndexes] });
  }

  /** Tells a function what handlers/connections-client.ts reads. */
  private tell(grantee: IGrantable): void {
    tellFunction(grantee, 'CONNECTIONS_TABLE', this.tableName, this, 'new Connections({ tableName })');
    tellFunction(grantee, 'CONNECTIONS_STAGE', Lazy.string({ produce: () => this.stageName ?? '' }), this);
  }
}
