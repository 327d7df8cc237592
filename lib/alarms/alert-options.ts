import { ITopic } from 'aws-cdk-lib/aws-sns';

/** Who is told of alarms. */
export interface AlertOptions {
  /**
   * The topic that is told when an alarm is raised and when it is over. Its policy, if it has one, must let
   * `cloudwatch.amazonaws.com` publish, and so must the policy of its key, if it is encrypted: `AlertTopic` defines such a topic.
   *
   * @default - a topic is defined if there are `alertEmails`, otherwise the alarms tell nobody
   */
  readonly alertTopic?: ITopic;

  /**
   * The topic that is told of alarms of low severity in place of `alertTopic`, of which the same is true.
   *
   * @default - alarms of low severity tell `alertTopic`, too
   */
  readonly lowSeverityTopic?: ITopic;

  /**
   * Addresses that get a message when an alarm is raised and when it is over. Each has to confirm once for each topic: give
   * several gateways one `alertTopic` to ask only once.
   *
   * @default - none
   */
  readonly alertEmails?: string[];
}
