import { IConstruct } from 'constructs';
import { checkHardenedTopics } from './check-hardened';
import { AlertOptions } from '../alarms/alert-options';
import { fail } from '../private/errors';

/**
 * The options of a gateway's alarms, with who is told.
 *
 * @param alarms  what the set of alarms asks for; undefined if it is none
 * @param setName the class of the set
 */
export function alarmOptions<T extends object>(
  alarms: T | undefined,
  setName: string,
  props: AlertOptions & { readonly slo?: object },
  scope: IConstruct,
): (T & AlertOptions) | undefined {
  checkHardenedTopics(props, scope);
  if (alarms) return { ...alarms, alertTopic: props.alertTopic, lowSeverityTopic: props.lowSeverityTopic, alertEmails: props.alertEmails };
  for (const prop of ['alertEmails', 'alertTopic', 'lowSeverityTopic'] as const) {
    if (props[prop]) fail(`'${prop}' has nothing to tell with 'alarms: ${setName}.none()': leave one of the two out`, scope);
  }
  if (props.slo) fail(`'slo' is watched by alarms, which are none by 'alarms: ${setName}.none()': leave one of the two out`, scope);
  return undefined;
}

/** Fails for alarms that are not there. */
export function noAlarms(setName: string, facadeName: string, scope: IConstruct): never {
  return fail(`'alarms' are none: leave out 'alarms: ${setName}.none()', or use '${facadeName}.fromStage'`, scope);
}

/** Gives each route its alarms, if a set of alarms asks for some, also the routes to come. */
export function watchRoutes(stages: { forEachRoute(visit: (route: string) => void): void }, alarms?: { _addRoute(route: string): void }): void {
  if (alarms) stages.forEachRoute((route) => alarms._addRoute(route));
}
