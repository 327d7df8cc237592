import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnDeploymentConfig, ILambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { referencedConstructs } from '../private/tokens';

/**
 * The minutes between the first calls of a new version and the last of the old one, in which CodeDeploy looks at alarms; undefined if they are
 * not known.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
export function minutesOf({ deploymentConfigName }: ILambdaDeploymentConfig, scope: IConstruct): number | undefined {
  if (!Token.isUnresolved(deploymentConfigName)) return minutesOfPredefined(deploymentConfigName);
  const custom = [...referencedConstructs(deploymentConfigName, scope)].find((construct) => CfnDeploymentConfig.isCfnDeploymentConfig(construct));
  return custom && minutesOfCustom(custom as CfnDeploymentConfig);
}

function minutesOfPredefined(name: string): number | undefined {
  if (name === 'CodeDeployDefault.LambdaAllAtOnce') return 0;
  const [, kind, percent, minutes] = /^CodeDeployDefault\.Lambda(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/.exec(name) ?? [];
  return kind ? shifting(kind === 'Canary' ? 1 : steps(Number(percent)), Number(minutes)) : undefined;
}

function minutesOfCustom({ trafficRoutingConfig: routing }: CfnDeploymentConfig): number | undefined {
  if (routing === undefined || Token.isUnresolved(routing)) return undefined;
  const { type, timeBasedCanary, timeBasedLinear } = routing as CfnDeploymentConfig.TrafficRoutingConfigProperty;
  if (type === 'AllAtOnce') return 0;
  const canary = timeBasedCanary as CfnDeploymentConfig.TimeBasedCanaryProperty | undefined;
  const linear = timeBasedLinear as CfnDeploymentConfig.TimeBasedLinearProperty | undefined;
  if (canary) return shifting(1, canary.canaryInterval);
  return linear && !Token.isUnresolved(linear.linearPercentage) ? shifting(steps(linear.linearPercentage), linear.linearInterval) : undefined;
}

/** Waits between the steps of so many percent each. */
function steps(percent: number): number {
  return Math.ceil(100 / percent) - 1;
}

function shifting(waits: number, minutes: number): number | undefined {
  return Token.isUnresolved(minutes) ? undefined : waits * minutes;
}

/**
 * The minutes that have to pass, at least, between the first bad call and the alarm: all periods that it takes but the last, in which one call may
 * be enough. CloudWatch looks every minute, whatever the period is. Undefined for what is no alarm on metrics of the app.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function minutesToAlarm(alarm: IConstruct): number | undefined {
  if (!CfnAlarm.isCfnAlarm(alarm)) return undefined;
  const { metrics, period, evaluationPeriods, datapointsToAlarm = evaluationPeriods ?? 1 } = alarm;
  const queries = Array.isArray(metrics) ? metrics as CfnAlarm.MetricDataQueryProperty[] : [];
  const periods = [period, ...queries.flatMap((query) => [query.period, (query.metricStat as CfnAlarm.MetricStatProperty | undefined)?.period])];
  const known = periods.filter((seconds) => seconds !== undefined && !Token.isUnresolved(seconds)) as number[];
  return known.length === 0 || Token.isUnresolved(datapointsToAlarm) ? undefined : (datapointsToAlarm - 1) * Math.max(...known) / 60;
}
