/** Requests to what was deployed, through the emulator. */
import assert from 'node:assert/strict';

export async function requests({ emulator, table, outputsOf }) {
  const outputs = outputsOf('layouts');
  for (const stack of ['LayoutDocument', 'LayoutResources']) {
    const base = `${emulator.endpoint}/_aws/execute-api/${outputs[stack].ApiId}/prod`;
    const call = async (path, options) => {
      const answer = await fetch(base + path, options);
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) };
    };
    const post = (body) => call('/orders', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    await table.run('requests', `test/deploy/layouts.ts, ${stack === 'LayoutDocument' ? 'OPENAPI' : 'RESOURCES'}`, [
      ['a mock integration answers by its template', async () => assert.deepEqual((await call('/health?q=a')).json(), { status: 'ok', q: 'a' })],
      ['a template escapes what a caller says', async () => assert.equal((await call(`/health?q=${encodeURIComponent('a"b')}`)).json().q, 'a"b')],
      ['a function is called with its path parameter', async () => assert.deepEqual((await call('/orders/7')).json(), { method: 'GET', id: '7', got: null })],
      ['a body that suits the model passes', async () => assert.equal((await post({ item: 'tea', count: 2 })).status, 200)],
      ['a body without a required property is refused', async () => assert.equal((await post({ count: 2 })).status, 400)],
      ['a body with a number below the minimum is refused', async () => assert.equal((await post({ item: 'tea', count: 0 })).status, 400)],
      ['a route with an authorizer is there', async () => assert.equal((await call('/guarded', { headers: { 'x-pass': 'yes' } })).status, 200)],
      ['a preflight request is answered', async () => {
        const answer = await call('/orders/7', { method: 'OPTIONS', headers: { 'origin': 'https://shop.example.com', 'access-control-request-method': 'GET' } });
        assert.equal(answer.status, 204);
        assert.equal(answer.headers.get('access-control-allow-origin'), 'https://shop.example.com');
        assert.match(answer.headers.get('access-control-allow-methods'), /GET/);
      }],
      ['a gateway response has its status', async () => assert.equal((await call('/nowhere')).status, 404)],
    ], 'the emulator runs no authorizers and fills no templates of gateway responses');
  }
}
