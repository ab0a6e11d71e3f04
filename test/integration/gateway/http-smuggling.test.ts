import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { until } from '../../../servers/process.ts';
import { unavailable } from '../../harness/servers.ts';
import { codecToken, type Processes, startProcesses, token } from './http-processes.ts';
import { smuggled } from './http-smuggling-cases.ts';
import { type Heard, request, say } from './raw-http.ts';

/** A request as its sender would send it, with valid credentials. */
function signed(path: string, shown: string, body: string): string {
  const head = [`POST ${path} HTTP/1.1`, 'Host: mayday', `Authorization: Bearer ${shown}`];
  return request(
    [...head, 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`],
    body,
  );
}

const isLetIn = ({ statuses }: Heard) => statuses.some((status) => status >= 200 && status < 300);

describe('bytes that servers read differently', { skip: await unavailable('temporal') }, () => {
  let servers: Processes;
  before(async () => {
    servers = await startProcesses();
  });
  after(async () => await servers?.stop());

  test('the gateway carries out nothing that is hidden in another request', async (context) => {
    const path = '/hooks/alertmanager';
    const inner = signed(path, token, servers.alert('smuggled'));
    const cases = smuggled(path, inner);
    for (const { name, bytes } of cases) {
      const heard = await say(servers.gateway, [bytes]);
      assert.ok(!isLetIn(heard), `${name}: ${heard.text}`);
      assert.ok(heard.ended, `${name}: its connection was left open`);
      assert.ok(!heard.statuses.some((status) => status >= 500), `${name}: ${heard.text}`);
    }
    assert.equal(await servers.incidents(), 0);
    // What was hidden would have been carried out by itself.
    assert.deepEqual((await say(servers.gateway, [inner], { answers: 1 })).statuses, [202]);
    await until(async () => (await servers.incidents()) >= 1, { deadlineMs: 60_000 });
    assert.equal(await servers.incidents(), 1);
    servers.unharmed();
    context.diagnostic(`${cases.length} requests tried`);
  });

  test('nor does the codec server', async (context) => {
    const inner = signed('/decode', codecToken, '{"payloads":[]}');
    const cases = smuggled('/decode', inner);
    for (const { name, bytes } of cases) {
      const heard = await say(servers.codec, [bytes]);
      assert.ok(!isLetIn(heard), `${name}: ${heard.text}`);
      assert.ok(heard.ended, `${name}: its connection was left open`);
    }
    assert.deepEqual((await say(servers.codec, [inner], { answers: 1 })).statuses, [200]);
    servers.unharmed();
    context.diagnostic(`${cases.length} requests tried`);
  });

  test('the page of metrics ends all of them, and goes on', async (context) => {
    const inner = request(['GET /nothing HTTP/1.1', 'Host: mayday', 'Connection: close']);
    const cases = smuggled('/metrics', inner);
    for (const { name, bytes } of cases) {
      const heard = await say(servers.metrics, [bytes]);
      assert.ok(heard.ended, `${name}: its connection was left open`);
      assert.ok(!heard.statuses.some((status) => status >= 500), `${name}: ${heard.text}`);
    }
    assert.equal((await fetch(`http://127.0.0.1:${servers.metrics}/metrics`)).status, 200);
    servers.unharmed();
    context.diagnostic(`${cases.length} requests tried`);
  });

  test('bytes by chance, and requests with some of theirs changed, are answered or cut off', async (context) => {
    const before = await servers.incidents();
    const unsigned = Buffer.from(signed('/hooks/alertmanager', 'wrong-token', servers.alert('mutated')));
    const changes = fc.array(fc.tuple(fc.nat(unsigned.length - 1), fc.nat(255)), { maxLength: 8 });
    const mutated = changes.map((all) => {
      const bytes = Buffer.from(unsigned);
      for (const [at, byte] of all) bytes[at] = byte;
      return bytes;
    });
    const anything = fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes));
    let tried = 0;
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, anything), async (bytes) => {
        tried += 1;
        const heard = await say(servers.gateway, [bytes], { halfClose: true });
        assert.ok(heard.ended);
        assert.ok(!heard.statuses.some((status) => status >= 500), heard.text);
        assert.ok(!isLetIn(heard) || /^GET \/(healthz|readyz)/.test(bytes.toString('latin1')), heard.text);
        if (heard.statuses.length > 0) answered += 1;
      }),
      { numRuns: 300 },
    );
    assert.equal(await servers.incidents(), before);
    servers.unharmed();
    context.diagnostic(`${tried} tried, ${answered} answered, the others cut off`);
  });
});
