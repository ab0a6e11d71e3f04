import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { leases } from '../../activities/keepers/leases.ts';
import { leaseWorkflowId, releaseSignal } from '../../workflows/contract/lease.ts';
import { story } from '../harness/story.ts';
import { otherHolder, shopDb } from './other-holder.ts';

story(
  'a lease that was used for long continues as new with its holder, its queue and its token',
  async (stage) => {
    const keeper = leases(stage.client);
    const { holder, token } = await otherHolder(stage);
    const waiting = { ...holder, keyId: 'waits', incident: 'INC-WAITS0' };
    await keeper.acquire(shopDb, { holder: waiting });
    const lease = stage.play(leaseWorkflowId(shopDb));
    const first = (await lease.handle.describe()).runId;
    for (let sent = 0; sent < 1_400; sent += 40) {
      await Promise.all(
        Array.from({ length: 40 }, () => lease.handle.signal(releaseSignal, { keyId: 'nobody' })),
      );
      await delay(50);
    }
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(200)) {
      await keeper.acquire(shopDb, { holder: waiting });
      if ((await lease.handle.describe()).runId !== first) break;
    }
    assert.notEqual((await lease.handle.describe()).runId, first);
    const view = await keeper.look(shopDb);
    assert.deepEqual([view?.holder?.token, view?.queue.map(({ keyId }) => keyId)], [token, ['waits']]);
  },
);
