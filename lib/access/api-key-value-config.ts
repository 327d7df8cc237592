import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** What the value of an API key is in the template, and the secret that has it. */
export interface ApiKeyValueConfig {
  readonly value: string;
  readonly secret: ISecret;
}
