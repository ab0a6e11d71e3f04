import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '../../../worker/config.ts';
import { connect } from '../../../worker/connect.ts';
import { createLogger } from '../../../worker/logger.ts';

test('a worker waits for a Temporal that is away, says so once, and stops when asked', {
  timeout: 20_000,
}, async () => {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
  const config = readConfig({ HOME: '/', MAYDAY_CATALOGUE: '.', TEMPORAL_ADDRESS: `127.0.0.1:${port}` });
  let said = '';
  const log = createLogger('info', config.secrets, { write: (line) => (said += line) });
  const asked = new AbortController();
  const connecting = connect(config, log, asked.signal);
  connecting.catch(() => {});
  await delay(2_000);
  asked.abort(new Error('stop'));
  await assert.rejects(connecting);
  const lines = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ msg, reason }) => [msg, reason]),
    [['waiting for Temporal', 'Connection refused']],
  );
});
