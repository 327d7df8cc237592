import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { defined } from './defined';
import { fail, show } from './errors';

type MethodSetting = CfnStage.MethodSettingProperty;

/** Settings of all methods, without the method that they are for. */
export type StageWideSettings = Omit<MethodSetting, 'httpMethod' | 'resourcePath'>;

/**
 * What a setting is when nobody says it: off, and the throttle that API Gateway pins as soon as a
 * stage has any method setting (the default account quota; aws-cdk#21358).
 */
const OFF: StageWideSettings = {
  loggingLevel: 'OFF',
  dataTraceEnabled: false,
  metricsEnabled: false,
  cachingEnabled: false,
  throttlingRateLimit: 10_000,
  throttlingBurstLimit: 5_000,
};

/** What is known of a stage's settings: as the user wrote them, as mixins set them, as they were rendered. */
interface State {
  readonly written: MethodSetting[];
  readonly stageWide: StageWideSettings;
  readonly rendered: MethodSetting[];
}

const STATES = new WeakMap<CfnStage, State>();

/**
 * Sets settings for all methods of a stage, and renders the stage's `MethodSettings` anew: one
 * entry for all methods, and each method's own entry completed from it, because API Gateway does
 * not document that an entry inherits what it leaves out.
 */
export function setStageWide(stage: CfnStage, settings: StageWideSettings): void {
  const known = STATES.get(stage);
  const untouched = known !== undefined && known.rendered === stage.methodSettings;
  const written = untouched ? known.written : [...readMethodSettings(stage)];
  const stageWide = { ...(untouched ? known.stageWide : {}), ...settings };

  const forAll = { ...OFF, ...Object.assign({}, ...written.filter(isStageWide).map(defined)), ...defined(stageWide), httpMethod: '*', resourcePath: '/*' };
  const rendered = [forAll, ...written.filter((entry) => !isStageWide(entry)).map((entry) => ({ ...forAll, ...defined(entry) }))];
  stage.methodSettings = rendered;
  STATES.set(stage, { written, stageWide, rendered });
}

/** Sets settings of one method, whose path is "/orders/{id}". */
export function setForMethod(stage: CfnStage, path: string, httpMethod: string, settings: StageWideSettings): void {
  if (STATES.get(stage)?.rendered !== stage.methodSettings) setStageWide(stage, {});
  const { written, rendered } = STATES.get(stage)!;
  const resourcePath = settingsPath(path);
  const index = written.findIndex((entry) => entry.httpMethod === httpMethod && entry.resourcePath === resourcePath);
  const entry = { ...(written[index] ?? {}), ...defined(settings), httpMethod, resourcePath };
  if (index < 0) {
    written.push(entry);
    rendered.push({ ...rendered[0], ...entry });
  } else {
    written[index] = entry;
    setStageWide(stage, {});
  }
}

/** The settings of all methods of a stage, and those of one method, if it has any. */
export function settingsOf(stage: CfnStage, path: string, httpMethod: string): [StageWideSettings, StageWideSettings] {
  const all = readMethodSettings(stage);
  const own = all.find((entry) => entry.httpMethod === httpMethod && entry.resourcePath === settingsPath(path));
  return [all.find(isStageWide) ?? {}, own ?? {}];
}

/** The settings of all methods of a stage, by "*", and those of single methods, by "GET /orders/{id}". */
export function settingsByKey(stage: CfnStage): Array<[key: string, settings: StageWideSettings]> {
  const keyOf = ({ httpMethod, resourcePath }: MethodSetting) => `${httpMethod} ${resourcePath === '/' ? '/' : resourcePath!.slice(1).replaceAll('~1', '/')}`;
  return readMethodSettings(stage).map((entry) => [isStageWide(entry) ? '*' : keyOf(entry), entry]);
}

/** The path of a method in the paths of settings, each of which is one part of them. */
function settingsPath(path: string): string {
  return path === '/' ? path : `/${path.replaceAll('/', '~1')}`;
}

function readMethodSettings(stage: CfnStage): MethodSetting[] {
  const settings = stage.methodSettings;
  const known = Token.isUnresolved(settings) ? stage.stack.resolve(settings) : settings ?? [];
  if (!Array.isArray(known) || known.some((entry) => Token.isUnresolved(entry) || !entry.httpMethod || !entry.resourcePath)) {
    fail(`'methodSettings' must be known at synthesis for a mixin to add to them, got ${show(stage.stack.resolve(known))}: write them without conditions`, stage);
  }
  return known as MethodSetting[];
}

/** Whether any method of a stage writes execution logs. */
export function writesExecutionLogs(stage: CfnStage): boolean {
  return readMethodSettings(stage).some(({ loggingLevel }) => loggingLevel !== undefined && loggingLevel !== 'OFF');
}

function isStageWide(entry: MethodSetting): boolean {
  return entry.httpMethod === '*' && entry.resourcePath === '/*';
}
