import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { GetSdkCommand } from '@aws-sdk/client-api-gateway';
import type { Command } from '../command';
import { usageError } from '../command-error';
import { findStage } from '../find-api';
import { alternatives, count } from '../output/words';

/** What API Gateway has to be told for each kind. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  javascript: [],
  java: ['serviceName', 'javaPackageName'],
  android: ['groupId', 'artifactId', 'artifactVersion', 'invokerPackage'],
  objectivec: ['classPrefix'],
  swift: ['classPrefix'],
  ruby: ['service.name'],
};

/** What `gatehouse sdk --json` prints. */
export interface SdkData {
  readonly api: string;
  readonly stage: string;
  readonly kind: string;
  readonly file: string;
  readonly bytes: number;
}

export const sdk: Command = {
  name: 'sdk',
  summary: 'Generate a client SDK of what a stage serves',
  details: `API Gateway needs --parameter for some of them: ${Object.entries(PARAMETERS).filter(([, names]) => names.length).map(([kind, names]) => `${kind} ${names.join(', ')}`).join('; ')}.`,
  about: 'stage',
  arguments: [['<kind>', alternatives(Object.keys(PARAMETERS))]],
  options: [
    ['--parameter <name=value...>', 'what API Gateway has to be told'],
    ['--output <file>', 'the ZIP file to write; "<stage>-<kind>.zip" if left out'],
  ],
  run: async (context, { arguments: [kind = ''], options }) => {
    if (!Object.hasOwn(PARAMETERS, kind)) throw usageError(`the kind has to be ${alternatives(Object.keys(PARAMETERS))}, got "${kind}"`);
    const parameters = Object.fromEntries((Array.isArray(options.parameter) ? options.parameter : []).map((text): [string, string] => {
      const at = text.indexOf('=');
      if (at < 1) throw usageError(`--parameter has to be name=value, got "${text}"`);
      return [text.slice(0, at), text.slice(at + 1)];
    }));
    const missing = PARAMETERS[kind].filter((name) => !parameters[name]);
    if (missing.length) throw usageError(`${kind} needs ${missing.map((name) => `--parameter ${name}=…`).join(' ')}`);
    const { restApiId, stageName } = await findStage(context);
    context.step(`Generating a client for ${kind}`);
    const { body = new Uint8Array() } = await context.call(({ apiGateway }) =>
      apiGateway.send(new GetSdkCommand({ restApiId, stageName, sdkType: kind, parameters })));
    const name = typeof options.output === 'string' ? options.output : `${stageName}-${kind}.zip`;
    const file = path.resolve(context.surroundings.cwd, name);
    writeFileSync(file, body);
    const data: SdkData = { api: restApiId, stage: stageName, kind, file, bytes: body.length };
    return { data, text: `Wrote ${name}, ${count(body.length, 'byte')}.` };
  },
};
