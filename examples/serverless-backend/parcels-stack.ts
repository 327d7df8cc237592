import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Integrations, ItemValue, MappingList, MappingTemplate, RequestValue, ResponseValue, RestGateway, RouteAuthorizer } from 'cdk-gatehouse';

/** Parcels in a table, labels in a bucket, pickups in a queue, quotes by a workflow: no request meets a function. */
export class ParcelsStack extends Stack {
  private readonly gateway: RestGateway;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.gateway = new RestGateway(this, 'ParcelsApi', {
      description: 'Parcels, without a function between',
      binaryMediaTypes: ['application/pdf'],
      outputs: true,
    });
    this.gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration: Integrations.mock(), authorizer: RouteAuthorizer.none() });
    this.addParcels();
    this.addLabels();
    this.addPickups();
    this.addQuotes();
  }

  private addParcels(): void {
    const parcels = new dynamodb.Table(this, 'Parcels', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    parcels.addGlobalSecondaryIndex({ indexName: 'byCustomer', partitionKey: { name: 'customer', type: dynamodb.AttributeType.STRING } });
    const key = { id: { S: RequestValue.path('id') } };
    const parcel = { id: ResponseValue.bodyText('$.Item.id.S'), customer: ResponseValue.bodyText('$.Item.customer.S'), grams: ResponseValue.bodyText('$.Item.grams.N') };

    this.gateway.addRoutes({
      path: '/parcels/{id}',
      methods: [HttpMethod.GET],
      integration: Integrations.dynamoDbGetItem(parcels, { key, response: MappingTemplate.json(parcel) }),
    });
    this.gateway.addRoutes({
      path: '/parcels/{id}',
      methods: [HttpMethod.PUT],
      integration: Integrations.dynamoDbPutItem(parcels, {
        item: { ...key, customer: { S: RequestValue.bodyText('$.customer') }, grams: { N: RequestValue.bodyText('$.grams') } },
        condition: 'attribute_not_exists(id)', // 409 for one that is there
        successStatus: 201,
      }),
    });
    this.gateway.addRoutes({ path: '/parcels/{id}', methods: [HttpMethod.DELETE], integration: Integrations.dynamoDbDeleteItem(parcels, { key }) });
    this.gateway.addRoutes({
      path: '/customers/{customer}/parcels',
      methods: [HttpMethod.GET],
      integration: Integrations.dynamoDbQuery(parcels, {
        indexName: 'byCustomer',
        keyCondition: 'customer = :customer',
        expressionValues: { ':customer': { S: RequestValue.path('customer') } },
        limit: 20,
        exclusiveStartKey: { customer: { S: RequestValue.path('customer') }, id: { S: RequestValue.query('after') } },
        response: MappingTemplate.json({
          parcels: MappingList.of('$.Items', { id: ItemValue.member('id.S'), grams: ItemValue.member('grams.N') }),
          after: ResponseValue.bodyText('$.LastEvaluatedKey.id.S'),
        }),
      }),
    });
  }

  private addLabels(): void {
    const labels = new s3.Bucket(this, 'Labels', { enforceSSL: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
    const objectKey = 'labels/{id}.pdf';
    this.gateway.addRoutes({ path: '/labels/{id}', methods: [HttpMethod.GET], integration: Integrations.s3GetObject(labels, { objectKey }) });
    this.gateway.addRoutes({ path: '/labels/{id}', methods: [HttpMethod.PUT], integration: Integrations.s3PutObject(labels, { objectKey }) });
  }

  private addPickups(): void {
    const failed = new sqs.Queue(this, 'FailedPickups', { enforceSSL: true });
    const pickups = new sqs.Queue(this, 'Pickups', { enforceSSL: true, deadLetterQueue: { queue: failed, maxReceiveCount: 3 } });
    this.gateway.addRoutes({ path: '/pickups', methods: [HttpMethod.POST], integration: Integrations.sqsSendMessage(pickups, { successStatus: 202 }) });
  }

  private addQuotes(): void {
    const price = stepfunctions.Pass.jsonata(this, 'Price', { outputs: { cents: '{% 490 + $ceil($states.input.grams / 1000) * 100 %}' } });
    const assumedBy = new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': this.account } } });
    const quote = new stepfunctions.StateMachine(this, 'Quote', {
      role: new iam.Role(this, 'QuoteRole', { assumedBy }),
      stateMachineType: stepfunctions.StateMachineType.EXPRESS,
      definitionBody: stepfunctions.DefinitionBody.fromChainable(price),
      tracingEnabled: true,
      logs: { destination: new logs.LogGroup(this, 'QuoteLogs', { retention: logs.RetentionDays.ONE_MONTH }), level: stepfunctions.LogLevel.ALL },
    });
    this.gateway.addRoutes({ path: '/quotes', methods: [HttpMethod.POST], integration: Integrations.stepFunctionsStartSyncExecution(quote) });
  }
}
