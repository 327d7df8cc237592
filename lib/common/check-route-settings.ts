import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { RouteSettings } from './gateway-stage-options';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { isFlag, isOneOf, oneOf, TRUE_OR_FALSE } from '../private/kinds';
import { checkThrottle } from '../private/rules';

/** The names of settings, and of the members of those that are structures. */
export type SettingNames = Record<string, readonly string[]>;

/** What routes of all types have. */
export const ROUTE_SETTING_NAMES = { throttle: ['rateLimit', 'burstLimit'], detailedMetrics: [] };

/** What routes of APIs with execution logs have. */
export const LOGGED_ROUTE_SETTING_NAMES = { ...ROUTE_SETTING_NAMES, loggingLevel: [], dataTrace: [], dataTraceAcknowledged: [] };

/** Checks what a stage says of single routes: that settings and their members are known, and limits let something through. */
export function checkRouteSettings(stageName: string, routes: Record<string, RouteSettings>, names: SettingNames, gateway: IConstruct): void {
  for (const [routeKey, settings] of Object.entries(routes)) {
    if (!isObject(settings)) fail(`'routes' of stage ${show(stageName)} must have settings for ${show(routeKey)}, such as { throttle: { rateLimit: 5 } }, got ${show(settings)}`, gateway);
    const unknown = unknownSetting(settings, names);
    if (unknown) {
      const known = Object.entries(names).flatMap(([name, members]) => (members.length > 0 ? members.map((member) => `${name}.${member}`) : [name]));
      fail(`'routes' of stage ${show(stageName)} has ${show(unknown)} for ${show(routeKey)}, which is no setting: write one of ${known.map(show).join(', ')}; in Python, a structure instead of a dictionary`, gateway);
    }
    for (const [name, members] of Object.entries(names)) {
      const value = (settings as Record<string, unknown>)[name];
      if (value !== undefined && members.length > 0 && !isObject(value)) fail(`'routes[${show(routeKey)}].${name}' must have ${members.map(show).join(', ')}, got ${show(value)}`, gateway);
    }
    const { detailedMetrics } = settings;
    if (detailedMetrics !== undefined && !isFlag(detailedMetrics)) fail(`'routes[${show(routeKey)}].detailedMetrics' must be ${TRUE_OR_FALSE}, got ${show(detailedMetrics)}`, gateway);
    const { loggingLevel } = settings as { loggingLevel?: unknown };
    if (loggingLevel !== undefined && !isOneOf(MethodLoggingLevel)(loggingLevel)) {
      fail(`'routes[${show(routeKey)}].loggingLevel' must be ${oneOf('MethodLoggingLevel', MethodLoggingLevel)}, got ${show(loggingLevel)}`, gateway);
    }
    if (settings.throttle) checkThrottle(settings.throttle, `routes[${show(routeKey)}].throttle`, gateway);
  }
}

/**
 * The name of a setting that there is not, or of a member of one: what TypeScript refuses, and jsii passes as it is in
 * dictionaries of Python within dictionaries.
 */
function unknownSetting(settings: object, names: SettingNames): string | undefined {
  for (const [name, value] of Object.entries(settings)) {
    const members = names[name];
    if (!members) return name;
    const member = typeof value === 'object' && members.length > 0 ? Object.keys(value ?? {}).find((key) => !members.includes(key)) : undefined;
    if (member) return `${name}.${member}`;
  }
  return undefined;
}
