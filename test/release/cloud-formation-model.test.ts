import { Physical, ResourceFailure, ResourceHandler, Stack, Surroundings, Variant, VARIANTS } from './support/stack';
import { Template } from './support/template';

/** Resources that write down how they are called. */
class Recorder implements ResourceHandler {
  public readonly calls: string[] = [];
  public failing?: string;
  public answer = 1;

  public async create(id: string, properties: object): Promise<Physical> {
    return this.served(`create ${id} ${JSON.stringify(properties)}`, id);
  }

  public async update(id: string, physicalId: string, properties: any): Promise<Physical> {
    return this.served(`update ${id} ${JSON.stringify(properties)}`, properties.Name ?? physicalId);
  }

  public async delete(id: string, physicalId: string): Promise<void> {
    await this.served(`delete ${id} ${physicalId}`, physicalId);
  }

  private async served(call: string, physicalId: string): Promise<Physical> {
    this.calls.push(call);
    if (this.failing && call.startsWith(this.failing)) throw new ResourceFailure('failed');
    return { physicalId, attributes: { Answer: String(this.answer) } };
  }
}

function surroundings(recorder: Recorder, variant: Variant = VARIANTS[0]): Surroundings {
  return { variant, handlerOf: () => recorder, changed: async (status) => void recorder.calls.push(status), turn: async () => undefined };
}

const resource = (properties: object, retain = false): Template[string] => ({ type: 'Custom::Any', properties: properties as Template[string]['properties'], retain });
const first: Template = { A: resource({ Size: '1' }), B: resource({ Of: { 'Fn::GetAtt': ['A', 'Answer'] } }) };

async function deployed(variant?: Variant): Promise<{ stack: Stack; recorder: Recorder; around: Surroundings }> {
  const [stack, recorder] = [new Stack(), new Recorder()];
  const around = surroundings(recorder, variant);
  await stack.deploy(first, around);
  recorder.calls.length = 0;
  return { stack, recorder, around };
}

test('creates resources in the order of their dependencies, with attributes resolved', async () => {
  const [stack, recorder] = [new Stack(), new Recorder()];
  expect(await stack.deploy(first, surroundings(recorder))).toBeUndefined();
  expect(recorder.calls).toEqual(['CREATE_IN_PROGRESS', 'create A {"Size":"1"}', 'create B {"Of":"1"}', 'CREATE_COMPLETE']);
});

test('deletes in reverse what a failed create has made', async () => {
  const [stack, recorder] = [new Stack(), new Recorder()];
  expect(await stack.deploy(first, surroundings(recorder), { before: 'end' })).toBe('another resource failed');
  expect(recorder.calls.slice(3)).toEqual(['ROLLBACK_IN_PROGRESS', 'delete B B', 'delete A A', 'ROLLBACK_COMPLETE']);
  expect(stack.resources.size).toBe(0);
});

test('calls only resources that changed, or that refer to one whose answer changed', async () => {
  const { stack, recorder, around } = await deployed();
  await stack.deploy(first, around);
  await stack.deploy({ ...first, A: resource({ Size: '2' }) }, around);
  recorder.answer = 2;
  await stack.deploy({ ...first, A: resource({ Size: '3' }) }, around);
  expect(recorder.calls.filter((call) => call.startsWith('update'))).toEqual(['update A {"Size":"2"}', 'update A {"Size":"3"}', 'update B {"Of":"2"}']);
});

test.each([
  ['anew', ['update A {"Size":"1"}', 'update B {"Of":"3"}']],
  ['had', ['update A {"Size":"1"}', 'update B {"Of":"1"}']],
] as const)('rolls back what was updated or failed, and resolves attributes %s', async (rollback, expected) => {
  const { stack, recorder, around } = await deployed({ resend: 'all', rollback });
  recorder.answer = 2;
  const enter = around.changed;
  await stack.deploy({ ...first, A: resource({ Size: '2' }) }, {
    ...around,
    changed: async (status) => {
      if (status === 'UPDATE_ROLLBACK_IN_PROGRESS') recorder.answer = 3;
      await enter(status);
    },
  }, { before: 'end' });
  const rolledBack = recorder.calls.slice(recorder.calls.indexOf('UPDATE_ROLLBACK_IN_PROGRESS') + 1);
  expect(rolledBack).toEqual([...expected, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE']);
});

test('does not call in a rollback what was not called before', async () => {
  const { stack, recorder, around } = await deployed();
  recorder.failing = 'update A {"Size":"2"}';
  await stack.deploy({ ...first, A: resource({ Size: '2' }) }, around);
  expect(recorder.calls).toEqual([
    'UPDATE_IN_PROGRESS', 'update A {"Size":"2"}', 'UPDATE_ROLLBACK_IN_PROGRESS', 'update A {"Size":"1"}',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE',
  ]);
});

test('stops where a rollback fails, and goes on there when it is continued', async () => {
  const { stack, recorder, around } = await deployed();
  recorder.answer = 2;
  await stack.deploy({ ...first, A: resource({ Size: '2' }) }, around, { before: 'end', rollbackBefore: 'B' });
  const rolledBack = recorder.calls.slice(recorder.calls.indexOf('UPDATE_ROLLBACK_IN_PROGRESS'));
  expect(rolledBack.filter((call) => !call.includes('CLEANUP'))).toEqual([
    'UPDATE_ROLLBACK_IN_PROGRESS', 'update A {"Size":"1"}', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS', 'update B {"Of":"2"}', 'UPDATE_ROLLBACK_COMPLETE',
  ]);
});

test('deletes what the template has no more, and what was replaced, after everything else', async () => {
  const { stack, recorder, around } = await deployed();
  await stack.deploy({ A: resource({ Name: 'other' }) }, around);
  expect(recorder.calls).toEqual(['UPDATE_IN_PROGRESS', 'update A {"Name":"other"}', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'delete B B', 'delete A A', 'UPDATE_COMPLETE']);
});

test('deletes what a failed update has made, but nothing that is retained', async () => {
  const { stack, recorder, around } = await deployed();
  await stack.deploy({ ...first, C: resource({}), D: resource({}, true) }, around, { before: 'end' });
  expect(recorder.calls.slice(-3)).toEqual(['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'delete C C', 'UPDATE_ROLLBACK_COMPLETE']);
  expect([...stack.resources.keys()]).toEqual(['A', 'B']);
});

test('leaves alone in a cleanup what cannot be deleted', async () => {
  const { stack, recorder, around } = await deployed();
  recorder.failing = 'delete B';
  expect(await stack.deploy({ A: first.A }, around)).toBeUndefined();
  expect(recorder.calls.filter((call) => call === 'delete B B')).toHaveLength(3);
  expect(stack.status).toBe('UPDATE_COMPLETE');
});
