import { Kit } from './support/kit';
import { API_DOMAIN } from './support/local-cloud';

jest.setTimeout(30_000);

const DOMAIN = 'socket.example.com/chat';

let kit: Kit | undefined;

afterEach(() => kit?.cloud.close());

test('who comes by a custom domain is reached at the endpoint of the API', async () => {
  kit = await Kit.deploy(() => ({}));
  kit.cloud.api.mappings.add(DOMAIN);
  const ann = await kit.connect({}, { url: DOMAIN });
  const [{ endpoint }] = await kit.left();
  expect(endpoint.S).toBe(`https://${API_DOMAIN}/prod`);
  expect(await kit.ask({ to: { all: true }, message: 'hello' })).toMatchObject({ delivered: 1 });
  expect(ann.messages).toEqual(['hello']);
});

test("with the API's own endpoint disabled, messages are posted to 'callbackUrl'", async () => {
  kit = await Kit.deploy(() => ({ callbackUrl: `https://${DOMAIN}` }), () => undefined, { disableExecuteApiEndpoint: true });
  kit.cloud.api.mappings.add(DOMAIN);
  await expect(kit.connect()).rejects.toThrow('refused with 403');
  const ann = await kit.connect({}, { url: DOMAIN });
  const [{ endpoint }] = await kit.left();
  expect(endpoint.S).toBe(`https://${DOMAIN}`);
  expect(await kit.ask({ to: { all: true }, message: 'hello' })).toMatchObject({ delivered: 1 });
  expect(ann.messages).toEqual(['hello']);
  expect(await kit.ask({ action: 'disconnect', connection: ann.connectionId })).toEqual({ disconnected: true });
  await kit.cloud.settled();
  expect(await kit.left()).toEqual([]);
  expect(kit.cloud.denied).toEqual([]);
});

test("'callbackUrl' of several stages names the stage", async () => {
  kit = await Kit.deploy(() => ({ callbackUrl: 'https://socket.example.com/{stage}' }));
  kit.cloud.api.mappings.add('socket.example.com/prod');
  const ann = await kit.connect({}, { url: 'socket.example.com/prod' });
  expect(await kit.ask({ to: { all: true }, message: 'hello' })).toMatchObject({ delivered: 1 });
  expect(ann.messages).toEqual(['hello']);
});
