import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { pino } from 'pino';
import { startDeadman } from '../../../client/gateway/deadman.ts';
import { looksAfter, type Observation } from '../../../client/gateway/metrics/observer.ts';
import { until } from '../../../servers/process.ts';

const poller = [{ identity: '1@host', lastSeen: '2026-11-22T10:00:00Z' }];
const takes = ['workflows', 'activities'] as const;
const served: Observation = {
  temporal: true,
  queues: [{ queue: 'mayday', takes, pollers: { workflows: poller, activities: poller }, current: {} }],
};
const unserved: Observation = {
  temporal: true,
  queues: [{ queue: 'mayday', takes, pollers: { workflows: [], activities: poller }, current: {} }],
};

let asked = 0;
let status = 200;
const watch = createServer((_request, answer) => {
  asked += 1;
  answer.writeHead(status).end();
});
let url = '';
beforeEach(async () => {
  [asked, status] = [0, 200];
  await new Promise<void>((resolve) => watch.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(watch.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  watch.closeAllConnections();
  await new Promise((resolve) => watch.close(resolve));
});

function started(look: () => Observation) {
  const said: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => said.push(JSON.parse(line).msg) });
  const deadman = startDeadman({ url, observer: { look: async () => look() }, log, every: 20 });
  return { said, deadman };
}

test('a sign of life goes out again and again, until there is no worker, and again once there is', async () => {
  let now = served;
  const { said, deadman } = started(() => now);
  try {
    await until(async () => asked >= 3, { deadlineMs: 60_000 });
    now = unserved;
    await until(async () => said.some((line) => line.startsWith('no sign of life')), { deadlineMs: 60_000 });
    const silentSince = asked;
    let looks = 0;
    now = { ...unserved };
    await until(async () => ++looks > 5, { deadlineMs: 60_000, everyMs: 30 });
    assert.equal(asked, silentSince);
    now = served;
    await until(async () => asked > silentSince, { deadlineMs: 60_000 });
    await until(async () => said.filter((line) => line === 'signs of life go out').length === 2, {
      deadlineMs: 60_000,
    });
  } finally {
    deadman.stop();
  }
});

test('a watch that does not take it is said once', async () => {
  status = 404;
  const { said, deadman } = started(() => served);
  try {
    await until(async () => asked >= 3, { deadlineMs: 60_000 });
    assert.deepEqual(said, ['the watch outside does not take the sign of life']);
  } finally {
    deadman.stop();
  }
});

test('nobody is looked after without Temporal, nor where nobody knows who polls', () => {
  assert.equal(looksAfter(served), true);
  assert.equal(looksAfter(unserved), false);
  assert.equal(looksAfter({ ...served, temporal: false }), false);
  assert.equal(looksAfter({ temporal: true }), false);
});
