import assert from 'node:assert/strict';
import { recheckSignal } from '../../workflows/contract/messages.ts';
import { withPolicy } from '../harness/policies.ts';
import { story } from '../harness/story.ts';

/** The sessions stand for what is done after the cache is emptied. */
const withCache = (named: string) => (file: string) =>
  withPolicy(
    {},
    true,
  )(file)
    .replace('targets:\n', 'targets:\n  cache: { kind: redis, url: "redis://shop-cache", cacheOnly: true }\n')
    .replace(
      'mitigations:\n',
      `mitigations:
  clearCache: { title: Empty the cache, action: redis.flush, target: cache, risk: destructive }
`,
    )
    .replace(
      'runbooks:\n',
      `runbooks:
  cacheRecovery: { ${named}severity: P1, mitigations: [clearCache, terminateIdleSessions] }
`,
    );

story(
  'a cache is emptied and then filled, each as its own plan, and looked at before and after',
  async (stage) => {
    stage.world.cacheKeys = 120;
    const incident = await stage.alert({}, 'cacheRecovery');
    const first = await incident.asked();
    assert.equal(first.pending?.mitigation, 'clearCache');
    await incident.approveBecause('alice', 'it serves old prices');
    await incident.approveBecause('carol', 'all of it can be made again');
    const second = await incident.asked(2);
    assert.equal(second.pending?.mitigation, 'terminateIdleSessions');
    await incident.approveBecause('alice', 'they hold old prices');
    await incident.approveBecause('carol', 'so they do');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual([stage.world.flushed, stage.world.ended], [[120], [101, 102]]);
    const looks = await incident.facts('checked');
    assert.deepEqual(
      looks.map(({ findings }) => findings.map(({ check, verdict }) => `${check} ${verdict}`)),
      [
        ['ping well', 'memory sick', 'keys well', 'health sick'],
        ['ping well', 'memory well', 'keys well', 'health well'],
      ],
    );
  },
  { edit: withCache('cache: cache, ') },
);

story(
  'a recovery that was rejected is up to people, and is not offered again at the next look',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.cacheKeys = 120;
    const incident = await stage.alert({}, 'cacheRecovery');
    await incident.asked();
    await incident.reject('alice', 'it would take the database down');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    stage.world.brokenOtherwise = true;
    await incident.send(recheckSignal, { by: 'alice' });
    await incident.until('it has looked again', ({ round }) => round === 2);
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.equal((await incident.plans()).length, 1);
    assert.deepEqual(stage.world.flushed, []);
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  { edit: withCache('') },
);
