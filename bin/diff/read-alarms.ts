import { Assembly, Json, structuresOf, TemplateResource } from './assembly';
import { DescribedAlarm } from './described-api';
import { titleOf } from './read-stages';
import { References } from './references';
import { canonical } from '../../lib/openapi/compare-source';

const TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];

/** The alarms of all templates. An alarm belongs to the API whose id or name it watches, or below whose construct it is. */
export function readAlarms(assembly: Assembly, references: References, apis: TemplateResource[]): DescribedAlarm[] {
  const homes = apis.map((api) => ({ api, home: homeOf(api) }));
  return [...assembly.resources()].filter(({ type }) => TYPES.includes(type)).map((alarm) => {
    const { template, logicalId, path, properties } = alarm;
    const {
      Threshold: threshold, ComparisonOperator: operator, AlarmActions: actions, ActionsEnabled: enabled, AlarmDescription: _, AlarmName: __,
      EvaluationPeriods: periods, DatapointsToAlarm: points, OKActions: ___, InsufficientDataActions: ____, ...rest
    } = references.text(properties, template);
    const below = homes.find(({ home }) => home !== undefined && path?.startsWith(`${home}/`))?.api;
    return {
      resource: alarm,
      key: `${template.stack} ${path ?? logicalId}`,
      title: titleOf(alarm),
      api: below ?? watchedApi(alarm, references, apis),
      threshold: Number.isFinite(Number(threshold ?? NaN)) ? Number(threshold) : undefined,
      operator,
      evaluation: periods === undefined ? '' : `${points ?? periods} of ${periods} periods`,
      actions: String(enabled) === 'false' ? [] : [actions ?? []].flat().map(String).sort(),
      rest: canonical(rest),
    };
  });
}

function watchedApi({ properties, template }: TemplateResource, references: References, apis: TemplateResource[]): TemplateResource | undefined {
  const dimensions = dimensionsIn(properties);
  const ids = dimensions.filter(({ Name }) => Name === 'ApiId').flatMap(({ Value }) => references.targets(Value, template));
  const byId = ids.find((target) => apis.includes(target));
  const names = dimensions.filter(({ Name }) => Name === 'ApiName').map(({ Value }) => Value);
  return byId ?? apis.find((api) => names.includes(api.properties.Name));
}

function dimensionsIn({ Dimensions: own, Metrics: metrics }: Json): Json[] {
  return [...structuresOf(own), ...structuresOf(metrics).flatMap(({ MetricStat: stat }) => structuresOf(stat?.Metric?.Dimensions))];
}

/** The path of the construct that defines an API and what belongs to it. */
export function homeOf({ path }: TemplateResource): string | undefined {
  const home = path?.replace(/(\/Default)?\/Resource$/, '');
  return home?.includes('/') ? home : undefined;
}
