import { BaseResolver, Config, createConfig, lintDocument, makeDocumentFromString } from '@redocly/openapi-core';
import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { apiMeaning } from './api-meaning';
import { defineApi, RandomApi, randomApi } from './random-api';
import { OpenApiDocument, RestGateway, RestLayout } from '../../../lib';
import { runs } from '../../runs';

/** How many random APIs a file of tests looks at; two files run beside each other. */
const RUNS = runs({ oldest: 100, newest: 50, proof: 500 });

const RULES = {
  'struct': 'error',
  'no-unresolved-refs': 'error',
  'no-unused-components': 'off',
  'operation-operationId-unique': 'error',
  'operation-parameters-unique': 'error',
  'path-declaration-must-exist': 'error',
  'path-not-include-query': 'error',
  'no-path-trailing-slash': 'error',
  'security-defined': 'off', // open routes are meant to be
  'no-enum-type-mismatch': 'error',
} as const;

let config: Config;
beforeAll(async () => {
  config = await createConfig({ rules: RULES });
});

/** What a validator of OpenAPI finds in a document. */
async function findings(document: object): Promise<string[]> {
  const problems = await lintDocument({ document: makeDocumentFromString(JSON.stringify(document), 'openapi.json'), externalRefResolver: new BaseResolver(), config: config.styleguide });
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer}`);
}

function define(api: RandomApi, layout: RestLayout): { stack: Stack; gateway: RestGateway } {
  const stack = new Stack(new App({ treeMetadata: false, analyticsReporting: false }), 'Shop');
  return { stack, gateway: defineApi(stack, api, layout) };
}

/** What the stack's template will say of the API; a whole synthesis of that many resources takes four times as long. */
function unpreparedTemplate(stack: Stack): any {
  return stack.resolve((stack as unknown as { _toCloudFormation(): object })._toCloudFormation());
}

/** Defines the test that documents mean what resources mean. */
export function testEqualMeaning(): void {
  test(`documents mean what the resources mean, and are valid OpenAPI, for ${RUNS} random APIs`, async () => {
    await fc.assert(fc.asyncProperty(randomApi, async (api) => {
      const resources = define(api, RestLayout.RESOURCES);
      const folded = define(api, RestLayout.OPENAPI);
      const template = Template.fromStack(folded.stack).toJSON();
      expect(apiMeaning(template as never)).toEqual(apiMeaning(unpreparedTemplate(resources.stack)));
      for (const extensions of [true, false]) {
        const document = OpenApiDocument.fromRestApi(folded.gateway.api, { extensions }).toJson();
        expect(await findings(document)).toEqual([]);
      }
      const [unfolded, full] = [resources, folded].map(({ gateway }) => OpenApiDocument.fromRestApi(gateway.api).toJson().paths);
      expect(unfolded).toEqual(full);
    }), { numRuns: RUNS });
  }, 900_000);
}
