import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import test from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { mailChannel } from '../../../activities/mail/mail-channel.ts';
import { until } from '../../../servers/process.ts';
import { notice } from '../../harness/slack-notices.ts';

test('a mail server that is never silent and never done is left after 10 s, and the connection with it', async (t) => {
  let open = 0;
  const server = createServer((socket) => {
    open += 1;
    socket.on('error', () => {});
    // A greeting of several lines, of which none is the last.
    const dripping = setInterval(() => socket.write('220-soon\r\n'), 500);
    socket.on('close', () => {
      open -= 1;
      clearInterval(dripping);
    });
    socket.write('220 here\r\n');
    socket.on('data', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const channel = mailChannel({
    smtp: { host: '127.0.0.1', port, secure: false, requireTls: false, from: 'mayday@ops.example.com' },
    to: ['team@example.com'],
    catalogue: { file: () => ({}) as never, people: () => new Map(), policy: () => ({}) as never },
  });
  const begun = performance.now();
  const page = notice('page', 'p1', 1, { about: 'paged', people: ['alice'], text: 'alice is paged' });
  await assert.rejects(channel.say(page), (error: unknown) => {
    assert.ok(error instanceof ApplicationFailure);
    assert.equal(error.type, 'TargetUnreachable');
    assert.match(error.message, /^The mail server did not take it in time: it is busy, or the network/);
    return true;
  });
  assert.ok(performance.now() - begun < 40_000);
  await until(async () => open === 0, { deadlineMs: 60_000 });
});
