import { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ApiKeyValueConfig } from './api-key-value-config';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkNumber } from '../private/rules';

const DEFAULT_LENGTH = 40;

/** Options of `ApiKeyValue.fromSecret`. */
export interface ApiKeySecretOptions {
  /**
   * The member of the secret that has the value, if the secret is JSON. Its name has no colon and no brace.
   *
   * @default - the whole secret
   */
  readonly field?: string;
}

/** Options of `ApiKeyValue.generated`. */
export interface GeneratedApiKeyOptions {
  /**
   * Letters and digits of the value: 20 to 128. It cannot be changed, as the value itself: the next generation of the key takes another.
   *
   * @default 40
   */
  readonly length?: number;
}

/** Where the value of an API key comes from. It is in no template: CloudFormation reads it from AWS Secrets Manager when it defines the key. */
export abstract class ApiKeyValue {
  /**
   * The value that a secret has: 20 to 128 letters and digits that no other key of the account and Region has.
   *
   * It is read once. A secret that is rotated changes no key: take another generation, from another secret or another member of it.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
   */
  public static fromSecret(secret: ISecret, options: ApiKeySecretOptions = {}): ApiKeyValue {
    // not shown, as below
    if (!isObject(options)) fail('the options of ApiKeyValue.fromSecret must be a structure, such as { field: "apiKey" }');
    checkMembers(options, ['field'], 'ApiKeyValue.fromSecret');
    return new OfSecret(secret, options);
  }

  /**
   * A value that AWS Secrets Manager generates, in a secret of its own, so that what calls the API can read it there.
   *
   * The secret is of one length: with another it is another secret, and CloudFormation refuses to give a key another value, so that no
   * secret has a value that its key does not have.
   */
  public static generated(options: GeneratedApiKeyOptions = {}): ApiKeyValue {
    checkMembers(options, ['length'], 'ApiKeyValue.generated');
    return new Generated(options);
  }

  /** @internal */
  public abstract _bind(scope: Construct): ApiKeyValueConfig;
}

class OfSecret extends ApiKeyValue {
  constructor(private readonly secret: ISecret, private readonly options: ApiKeySecretOptions) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct): ApiKeyValueConfig {
    const { field } = this.options;
    // not shown: who passes text here has passed the value itself
    if (typeof this.secret?.secretArn !== 'string') fail("'secret' must be a secret of aws-cdk-lib/aws-secretsmanager: write Secret.fromSecretNameV2(this, 'Key', 'partners/acme'), for example", scope);
    if (field !== undefined && (typeof field !== 'string' || field === '')) fail(`'field' must be the name of a member of the secret, got ${show(field)}: write "apiKey", for example, or leave it out`, scope);
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
    if (field !== undefined && !Token.isUnresolved(field) && /[:{}]/.test(field)) fail(`'field' must have no colon and no brace, which end its name in a dynamic reference, got ${show(field)}: give the member of the secret another name`, scope);
    const value = field === undefined ? this.secret.secretValue : this.secret.secretValueFromJson(field);
    return { secret: this.secret, value: value.unsafeUnwrap() }; // a dynamic reference, which CloudFormation resolves
  }
}

class Generated extends ApiKeyValue {
  constructor(private readonly options: GeneratedApiKeyOptions) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct): ApiKeyValueConfig {
    const { length: passwordLength = DEFAULT_LENGTH } = this.options;
    checkNumber('length', passwordLength, (value) => Number.isInteger(value) && value >= 20 && value <= 128, 'a whole number from 20 to 128, as API Gateway takes', scope);
    if (Token.isUnresolved(passwordLength)) fail("'length' must be known at synthesis, got a token: write 40, for example", scope);
    // a secret whose length changes gets a new value in its place, which the key would not get
    const id = passwordLength === DEFAULT_LENGTH ? 'Secret' : `Secret${passwordLength}`;
    const generateSecretString = { passwordLength, excludePunctuation: true };
    return new OfSecret(new Secret(scope, id, { description: `The API key of ${scope.node.path}`, generateSecretString }), {})._bind(scope);
  }
}
