import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type KillRow, killPoints, killRows } from '../../../docs/generate/kills.ts';
import { resolveSignal } from '../../../workflows/contract/messages.ts';
import { stackUnavailable } from '../../harness/servers.ts';
import { assertRow, KillGround, recorded, times } from './kill-ground.ts';

describe('sessions are ended once, wherever the worker is killed', { skip: await stackUnavailable() }, () => {
  let ground: KillGround;
  before(async () => {
    ground = await KillGround.start();
  });
  after(() => ground?.end());

  for (const point of killPoints) {
    test(point, async (t) => {
      const { live } = ground;
      const pids = await live.breakShop();
      const endedBefore = (await live.terminated()).length;
      const gone = async () => {
        const there = await live.sessions();
        return pids.filter((pid) => !there.includes(pid));
      };
      const half = Math.floor(pids.length / 2);
      const incident = await live.alert(point);
      await incident.says(/^Plan 1 waits for approval/);

      await ground.killAt(point, incident, {
        statement: 'pg_terminate_backend(',
        of: half,
        happened: async () => (await gone()).length === half,
      });
      const byThen = await gone();
      await live.workerComes();
      await incident.says(new RegExp(`^Applied plan 1: ${pids.length} done$`));
      const attempts = await incident.attemptsOf('applyPlan');
      await incident.send(resolveSignal, { as: 'fixed' });
      await incident.resolves();

      const ended = (await live.terminated()).slice(endedBefore);
      assert.deepEqual(
        ended.filter((pid) => !pids.includes(pid)),
        [],
        'nobody else is ended',
      );
      const seen: KillRow = {
        mitigation: 'terminateIdleSessions',
        point,
        byThen: times(pids.map((pid) => Number(byThen.includes(pid)))),
        inTheEnd: times(pids.map((pid) => ended.filter((each) => each === pid).length)),
        attempts: `${attempts}`,
        record: await recorded(incident, 1),
      };
      assertRow(t, seen, killRows);
      assert.equal(await live.shopStatus(), 200);
      await incident.assertToldOnce();
      await incident.replays();
    });
  }
});
