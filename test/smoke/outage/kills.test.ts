import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type KillPoint, type KillRow, killPoints, killRows } from '../../../docs/generate/kills.ts';
import { until } from '../../../servers/process.ts';
import { grpcMessages } from '../../harness/grpc-messages.ts';
import { controlPlane, notOurOwn, unavailable } from '../../harness/servers.ts';
import { TcpProxy } from '../../harness/tcp-proxy.ts';
import { assertRow, recorded, times } from '../effects/kill-ground.ts';
import { ApiProxy } from './api-proxy.ts';
import { LiveOutage, placeOf } from './live-outage.ts';
import { outageSystems } from './outage-systems.ts';

const skip = (await notOurOwn('temporal')) || (await unavailable(...controlPlane));
const completion = '"outcome":"applied"';

describe('a roll-back is done once, wherever the worker is killed', { skip }, () => {
  const api = new ApiProxy();
  const temporal = new TcpProxy(grpcMessages);
  const systems = outageSystems.filter(({ broken }) => broken.length === 1);
  let live: LiveOutage;
  before(async () => {
    live = await LiveOutage.start(systems, {
      apiProxy: (kubeconfig) => api.before(kubeconfig),
      temporalProxy: (port) => temporal.before(port),
    });
    live.owns(() => api.close());
    live.owns(() => temporal.close());
  });
  after(() => live?.end());

  function trap(point: KillPoint, place: string): Promise<void> {
    switch (point) {
      case 'before the call':
        return api.holdWrite('before the call', place);
      case 'after the call, its answer lost':
        return api.holdWrite('after the call', place);
      case 'before its completion is recorded':
        return temporal.holdBefore(completion);
      case 'after its completion is recorded':
        return temporal.holdAt(completion);
    }
  }

  for (const [i, point] of killPoints.entries()) {
    test(point, async (t) => {
      const { system } = systems[i] ?? assert.fail('each point has a system of its own');
      const [workload = assert.fail()] = live.broken(system);
      const place = placeOf(workload);
      const written = async () => {
        const { metadata } = (await live.stack.kubernetes.ask('GET', place)) as {
          metadata: { generation: number };
        };
        return metadata.generation;
      };
      await live.breakSystem(system);
      const atFirst = await written();
      const incident = await live.alert(system);
      await incident.says(/^Plan 1 waits for approval/, { within: 60_000 });

      const reached = trap(point, place);
      await incident.approve();
      await reached;
      if (point === 'after its completion is recorded')
        await until(() => incident.hasCompleted('applyPlan'), { deadlineMs: 60_000, everyMs: 10 });
      assert.equal(await incident.hasGoneOnSince('applyPlan'), false, 'the workflow has not gone on');
      await live.worker.kill();
      api.forget();
      temporal.forget();
      const byThen = times([(await written()) - atFirst]);
      await live.workerComes();
      await incident.says(/^Applied plan 1: 1 done/, { within: 60_000 });
      const attempts = `${await incident.attemptsOf('applyPlan')}`;
      await incident.resolves(90_000);

      const seen: KillRow = {
        mitigation: 'kubernetes.rollback',
        point,
        byThen,
        inTheEnd: times([(await written()) - atFirst]),
        attempts,
        record: await recorded(incident, 1),
      };
      assertRow(t, seen, killRows);
      await live.answers(system, 200);
      await incident.assertToldOnce();
      await incident.replays();
    });
  }
});
