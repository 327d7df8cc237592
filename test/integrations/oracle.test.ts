import { CASES, identityOf, recorded } from './support/oracle';
import { renderVtl } from './support/vtl';

const answers = recorded();

test('Apache Velocity was asked about every template, as it is now: `npx tsx test/integrations/oracle/record.ts --update` asks again', () => {
  expect(Object.entries(answers).map(([name, { template }]) => [name, template])).toEqual(Object.keys(CASES).map((name) => [name, identityOf(name)]));
});

describe.each(Object.keys(CASES))('%s', (name) => {
  const { template, inputs } = CASES[name];

  test.each(inputs.map((input, index) => [JSON.stringify(input).slice(0, 80), input, index] as const))('both engines make the same of %s', (_title, input, index) => {
    expect(renderVtl(template, input)).toEqual({ status: undefined, ...answers[name].answers[index] });
  });
});
