import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { grpcMessages } from '../../harness/grpc-messages.ts';

const long = 'x'.repeat(40_000);

/** What a client sends that calls twice: two messages, one of them gzipped, and one over several frames. */
async function sentBytes(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => socket.on('data', (chunk) => chunks.push(chunk)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  for (const messages of [[message('one'), message('two', true)], [message(long)]]) {
    const call = session.request({ ':method': 'POST', ':path': '/a.Service/Call' });
    call.on('error', () => {});
    call.end(Buffer.concat(messages));
  }
  await delay(200);
  session.destroy();
  server.close();
  return Buffer.concat(chunks);
}

function message(text: string, packed = false): Buffer {
  const body = packed ? gzipSync(text) : Buffer.from(text);
  const head = Buffer.alloc(5);
  head[0] = Number(packed);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

test('every message that a gRPC client sends is read once, however its bytes are cut', async () => {
  const bytes = await sentBytes();
  for (const size of [1, 7, 1_000, bytes.length]) {
    const read = grpcMessages();
    const texts: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      texts.push(
        ...read(bytes.subarray(at, at + size))
          .split('\n')
          .filter(Boolean),
      );
    }
    assert.deepEqual(texts, ['one', 'two', long], `in pieces of ${size}`);
  }
});
