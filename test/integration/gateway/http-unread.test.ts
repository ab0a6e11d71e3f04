import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { fastify } from 'fastify';
import { httpLimits } from '../../../telemetry/http-limits.ts';
import { request, say } from './raw-http.ts';

test('who asks and never reads is cut off, and others are answered', async (context) => {
  const app = fastify({ ...httpLimits, connectionTimeout: 1_000 });
  app.get('/large', async () => 'a'.repeat(20_000));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  const arrived = once(app.server, 'connection') as Promise<[Socket]>;
  const client = connect({ port, host: '127.0.0.1' });
  context.after(async () => {
    client.destroy();
    await app.close();
  });
  client.on('error', () => {});
  client.pause();
  const one = request(['GET /large HTTP/1.1', 'Host: mayday']);
  // More than the buffers of both ends hold.
  client.write(one.repeat(1_500));
  const [served] = await arrived;
  await once(served, 'close');
  assert.ok(served.bytesWritten > 0);
  assert.deepEqual((await say(port, [one], { answers: 1 })).statuses, [200]);
  context.diagnostic(`cut off with ${client.bytesRead} bytes read`);
});

test('the limits are those that docs/security.md names', () => {
  const { requestTimeout, connectionTimeout, keepAliveTimeout, http } = httpLimits;
  const { server } = fastify(httpLimits);
  assert.deepEqual(
    [server.requestTimeout, server.timeout, server.keepAliveTimeout, server.headersTimeout],
    [requestTimeout, connectionTimeout, keepAliveTimeout, http.headersTimeout],
  );
  assert.deepEqual(
    [requestTimeout, connectionTimeout, keepAliveTimeout, http.headersTimeout, http.maxHeaderSize],
    [10_000, 30_000, 72_000, 5_000, 16_384],
  );
});
