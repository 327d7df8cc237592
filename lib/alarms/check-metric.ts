import { DimensionsMap, MetricOptions, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { checkMembers } from '../private/check-members';
import { isObject } from '../private/is-object';
import { checkKinds, has, isFlag, isOneOf, isText, isTextToken, Kinds, oneOf, TRUE_OR_FALSE } from '../private/kinds';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html; the CDK takes 255. */
export const MAX_DIMENSION = 255;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html */
const SHORT_PERIODS = [1, 5, 10, 30];

const MEMBERS: Record<keyof MetricOptions, true> = {
  period: true,
  statistic: true,
  dimensionsMap: true,
  unit: true,
  label: true,
  color: true,
  id: true,
  visible: true,
  account: true,
  region: true,
  stackAccount: true,
  stackRegion: true,
};

const KINDS: Kinds<MetricOptions> = [
  ['period', isPeriod, 'a Duration of 1, 5, 10, 30 or whole minutes of seconds, such as Duration.minutes(5)'],
  ['statistic', (value) => isText(value) && value !== '', 'a statistic, such as Stats.SUM of aws-cdk-lib/aws-cloudwatch'],
  ['dimensionsMap', isDimensions, `at most 30 dimensions, of 1 to ${MAX_DIMENSION} characters each, such as { Stage: "prod" }`],
  ['unit', isOneOf(Unit), oneOf('Unit', Unit)],
  ['label', isText, 'text'],
  ['color', isText, 'a color, such as Color.RED of aws-cdk-lib/aws-cloudwatch'],
  ['id', (value) => typeof value === 'string' && /^[a-z]\w*$/.test(value), 'letters, digits and underscores that begin with a small letter, such as "requests"'],
  ['visible', isFlag, TRUE_OR_FALSE],
  ['account', isText, 'the id of an account'],
  ['region', isText, 'a Region, such as "eu-west-1"'],
  ['stackAccount', isText, 'the id of an account'],
  ['stackRegion', isText, 'a Region, such as "eu-west-1"'],
];

function isPeriod(value: Duration): boolean {
  if (!has('toSeconds', 'function')(value)) return false;
  if (value.isUnresolved()) return true;
  const seconds = value.toSeconds({ integral: false });
  return SHORT_PERIODS.includes(seconds) || (seconds > 0 && seconds % 60 === 0);
}

function isDimensions(value: DimensionsMap | null): boolean {
  const isName = (text: unknown) => isTextToken(text) || (typeof text === 'string' && text.length >= 1 && text.length <= MAX_DIMENSION);
  return isObject(value) && Object.keys(value).length <= 30 && Object.entries(value).flat().every(isName);
}

/** Checks what is said of a metric, of which the CDK says what is wrong when templates are written. */
export function checkMetric(options: MetricOptions, scope: IConstruct): void {
  checkMembers(options, Object.keys(MEMBERS), "'options'", scope);
  checkMetricKinds(options, scope);
}

/** The same for options whose members are known. */
export function checkMetricKinds(options: Pick<MetricOptions, 'period' | 'statistic'>, scope: IConstruct): void {
  checkKinds<MetricOptions>(options, KINDS, scope);
}
