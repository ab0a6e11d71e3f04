import assert from 'node:assert/strict';
import { withPolicy } from '../harness/policies.ts';
import { story } from '../harness/story.ts';

const withCache = (file: string) =>
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
  cacheIssues: { cache: cache, severity: P1, mitigations: [terminateIdleSessions, clearCache] }
`,
    );

const edited = { edit: withCache };

story(
  'a cache that is full is emptied once two people have said why, and the incident resolves',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.cacheKeys = 120;
    const incident = await stage.alert({}, 'cacheIssues');
    const { pending, findings } = await incident.asked();
    assert.deepEqual([pending?.mitigation, pending?.needs], ['clearCache', 2]);
    assert.deepEqual(
      findings.map(({ check, verdict }) => [check, verdict]),
      [
        ['ping', 'well'],
        ['memory', 'sick'],
        ['stats', 'well'],
        ['slow log', 'well'],
        ['keys', 'well'],
        ['health', 'well'],
      ],
    );
    await incident.approveBecause('alice', 'writes are refused');
    await incident.until('it waits', ({ waitingFor }) => waitingFor === 'another approval of plan 1');
    assert.deepEqual(stage.world.flushed, []);
    await incident.approveBecause('carol', 'all of it can be made again');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.flushed, [120]);
  },
  edited,
);

story(
  'a cache that restarted while its plan waited is not emptied under that plan',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.cacheKeys = 120;
    const incident = await stage.alert({}, 'cacheIssues');
    await incident.asked();
    stage.world.cacheRun = 'second';
    await incident.approveBecause('alice', 'writes are refused');
    await incident.approveBecause('carol', 'all of it can be made again');
    await incident.asked(2);
    assert.deepEqual(stage.world.flushed, []);
  },
  edited,
);

story(
  'nothing is offered where the memory is not what is wrong: people go on',
  async (stage) => {
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert({}, 'cacheIssues');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.equal((await incident.plans()).length, 0);
    await incident.resolve('alice', 'fixed', 'the backend was restarted by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  edited,
);

story(
  'once the emptying is rejected, only people can go on, though the health check answers',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.cacheKeys = 120;
    const incident = await stage.alert({}, 'cacheIssues');
    await incident.asked();
    await incident.reject('alice', 'it would take the database down');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [nothing] = await incident.facts('nothing left');
    assert.equal(nothing?.because, 'the last plan was rejected');
    assert.deepEqual(stage.world.flushed, []);
    await incident.resolve('alice', 'fixed', 'more memory');
  },
  edited,
);

story(
  'a cache in which everything is well needs nobody',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({}, 'cacheIssues');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.plans()).length, 0);
  },
  edited,
);

story(
  'without a cache in the file the runbook is coordination, and asks no Redis',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({}, 'cacheIssues');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [checked] = await incident.facts('checked');
    assert.deepEqual(
      checked?.findings.map(({ check }) => check),
      ['health'],
    );
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  { edit: (file) => withCache(file).replace('{ cache: cache, ', '{ ') },
);
