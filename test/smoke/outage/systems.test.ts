import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { controlPlane, notOurOwn, unavailable } from '../../harness/servers.ts';
import { LiveOutage } from './live-outage.ts';
import { outageSystems } from './outage-systems.ts';

const skip = (await notOurOwn('temporal')) || (await unavailable(...controlPlane));

describe('a release that does not start, on a real control plane', { skip, concurrency: true }, () => {
  let live: LiveOutage;
  before(async () => {
    live = await LiveOutage.start(outageSystems);
  });
  after(() => live?.end());

  for (const { system, mitigation } of outageSystems) {
    test(`${system} goes back to the version before by one approval, and is well`, async () => {
      await live.breakSystem(system);
      const workloads = live.broken(system);
      const incident = await live.alert(system);
      await incident.says(/^Plan 1 waits for approval/, { within: 60_000 });

      const diagnosis = await incident.says(/^Checked \(round 1\)/);
      const said = diagnosis.details.join('\n');
      for (const { name } of workloads) {
        assert.match(said, new RegExp(`A deploy of ${name} .*revision 3, ${name}:crash-loop in place of`));
      }
      const [hottest = ''] = workloads.map(({ name }) => name).sort();
      const inTrouble = `${workloads.length} CrashLoopBackOff. \\S+/${hottest}-\\S+ \\(container .*back-off`;
      assert.match(said, new RegExp(inTrouble));
      const [planned] = await incident.facts('planned');
      assert.equal(planned?.plan.mitigation, mitigation);
      const preview = workloads.map(
        ({ namespace, name }) => `kubectl rollout undo deployment/${name} --to-revision=2 -n ${namespace}`,
      );
      const commands = planned?.plan.preview.filter((line) => !line.startsWith('-- '));
      assert.deepEqual(commands, preview);
      const before = await Promise.all(workloads.map((workload) => live.kept(workload)));
      for (const kept of before)
        assert.equal(kept.at(-1)?.revision, '3', 'nothing changes before the approval');

      const approval = await live.mayday('approve', incident.name, '--plan', '1');
      assert.equal(approval.code, 0, approval.err);
      await incident.says(new RegExp(`^Applied plan 1: ${workloads.length} done`));
      await incident.resolves();
      await live.answers(system, 200);

      for (const workload of workloads) {
        const { name } = workload;
        assert.deepEqual(await live.kept(workload), [
          { revision: '1', image: `${name}:1.4.0`, replicas: 0 },
          { revision: '3', image: `${name}:crash-loop`, replicas: 0 },
          { revision: '4', image: `${name}:1.4.1`, replicas: 1 },
        ]);
      }
      const { timeline } = await incident.record();
      const applied = timeline.flatMap(({ fact }) => (fact.kind === 'applied' ? [fact] : []));
      assert.deepEqual(
        applied.map(({ plan, effects }) => [plan, effects.map(({ outcome }) => outcome)]),
        [[1, workloads.map(() => 'done')]],
      );
      const resolved = await incident.notices();
      assert.ok(resolved.some(({ text }) => text === 'Resolved as fixed by Mayday: it stayed well'));
      await incident.assertToldOnce();
      await incident.replays();
    });
  }
});
