import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

/** The options of a dashboard of a gateway's stage, which shows the alarms of the stage unless it is told others. */
export function dashboardOptions<T extends { readonly alarms?: object }>(options: T, alarms: T['alarms'], scope: IConstruct): T {
  if (!isObject(options)) fail(`options must be a structure, got ${show(options)}: leave them out for the defaults`, scope);
  return { ...options, alarms: options.alarms ?? alarms };
}
