import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Live } from '../../harness/live.ts';
import { mayday } from '../../harness/mayday-command.ts';
import { stackUnavailable } from '../../harness/servers.ts';

const minute = 60_000;

/** The environment of a process whose clock is off by so many ms. */
const shifted = (ms: number) => ({
  NODE_OPTIONS: `--import ${new URL('shifted-clock.ts', import.meta.url).href}`,
  SHIFTED_CLOCK_MS: `${ms}`,
});

describe('worker and gateway are five minutes ahead of Temporal, the database and people', {
  skip: await stackUnavailable(),
}, () => {
  let live: Live;
  before(async () => {
    live = await Live.start({ environment: shifted(5 * minute) });
  });
  after(() => live?.end());

  test('nothing expires early, an approval of now counts, one of a wrong clock is told so, and leases hold', async () => {
    await live.breakShop();
    const incident = await live.alert('clocks apart');
    await incident.says(/^Plan 1 waits for approval/);
    const env = { TEMPORAL_ADDRESS: live.stack.temporal.address, MAYDAY_KEYS_DIR: live.stack.keysDir };
    const approve = (ms: number) =>
      mayday(['approve', incident.name, '--plan', '1', '--as', 'alice'], { ...env, ...shifted(ms) });

    const behind = await approve(-6 * minute);
    assert.notEqual(behind.code, 0, behind.out);
    assert.match(behind.err + behind.out, /The decision is \S+ old.*set the clock of that machine/s);
    const ahead = await approve(6 * minute);
    assert.notEqual(ahead.code, 0, ahead.out);
    assert.match(ahead.err + ahead.out, /The decision is dated \S+ ahead: set the clock of that machine/);
    assert.deepEqual(await live.terminated(), []);

    const rightly = await approve(0);
    assert.equal(rightly.code, 0, rightly.err);
    await incident.says(/^Applied plan 1: \d+ done$/);
    await incident.resolves();
    assert.equal(await live.shopStatus(), 200);
    const { timeline } = await incident.record();
    const kinds = timeline.map(({ fact }) => fact.kind);
    assert.equal(kinds.filter((kind) => kind === 'applied').length, 1);
    assert.ok(!kinds.includes('approval expired'), kinds.join());
    await incident.assertToldOnce();
    await incident.replays();
  });
});
