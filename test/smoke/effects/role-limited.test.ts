import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { type KillPoint, type KillRow, killPoints, killRows } from '../../../docs/generate/kills.ts';
import { proposeSignal, skipSignal } from '../../../workflows/contract/messages.ts';
import type { LiveIncident } from '../../harness/live-incident.ts';
import { stackUnavailable } from '../../harness/servers.ts';
import { assertRow, KillGround, recorded, times } from './kill-ground.ts';

const mitigation = 'limitShopConnections';

describe('a limit is set and taken back once, wherever the worker is killed', {
  skip: await stackUnavailable(),
}, () => {
  let ground: KillGround;
  before(async () => {
    ground = await KillGround.start();
  });
  after(() => ground?.end());

  /** The plan that waits gives the role its limit, and the worker is killed meanwhile; answers what PostgreSQL saw. */
  async function killedSetting(limit: number, point: KillPoint, incident: LiveIncident, plan: number) {
    const { live } = ground;
    const before = (await live.limitsSet()).length;
    const set = async () => (await live.limitsSet()).slice(before);
    await ground.killAt(point, incident, {
      statement: `CONNECTION LIMIT ${limit}`,
      happened: async () => (await live.shopLimit()) === limit,
    });
    const byThen = times([(await set()).length]);
    assert.equal((await live.shopLimit()) === limit, byThen === 'once');
    await live.workerComes();
    await incident.says(new RegExp(`^Applied plan ${plan}: 1 done$`));
    const attempts = `${await incident.attemptsOf('applyPlan')}`;
    return async (row: string, t: TestContext) => {
      const limits = await set();
      const seen: KillRow = {
        mitigation: row,
        point,
        byThen,
        inTheEnd: times([limits.filter((each) => each === limit).length]),
        attempts,
        record: await recorded(incident, plan),
      };
      assertRow(t, seen, killRows);
    };
  }

  for (const [i, point] of killPoints.entries()) {
    test(point, async (t) => {
      const { live } = ground;
      const limit = 20 + i;
      const incident = await live.alert(point);
      await incident.says(/^Watching for stability/);
      await incident.send(proposeSignal, { mitigation, parameters: { limit } });
      await incident.says(/^Plan 1 waits for approval/);
      const assertSet = await killedSetting(limit, point, incident, 1);

      await incident.says(/^Watching for stability/, { times: 2 });
      await incident.send(skipSignal, {});
      await incident.says(/^Plan 2 waits for approval/);
      const assertUndone = await killedSetting(-1, point, incident, 2);

      await incident.resolves();
      assert.equal(await live.shopLimit(), -1);
      await assertSet(mitigation, t);
      await assertUndone(`${mitigation}, undo`, t);
      await incident.assertToldOnce();
      await incident.replays();
    });
  }
});
