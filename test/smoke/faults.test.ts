import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { allKills } from '../faults/choose.ts';
import { differences } from '../faults/compare.ts';
import { seedOfFaults } from '../faults/config.ts';
import { Ground, victims } from '../faults/ground.ts';
import { play, playUndisturbed } from '../faults/play.ts';
import { stackUnavailable } from '../harness/servers.ts';

describe('a process is killed at any event of an incident', { skip: await stackUnavailable() }, () => {
  const seed = seedOfFaults();
  let ground: Ground;
  let undisturbed: Awaited<ReturnType<typeof playUndisturbed>>;
  before(async () => {
    ground = await Ground.start();
    undisturbed = await playUndisturbed(ground);
  });
  after(() => ground?.end());

  test('undisturbed, everybody outside hears of it once, and it ends well', () => {
    const { seen } = undisturbed;
    assert.deepEqual(seen.database, ['each leaked session ended 1 times', 'the shop answers 200']);
    assert.match(`${seen.pages}`, /^INC .*: woken 1, resolved$/);
    assert.deepEqual(seen['status page'].slice(-2), ['PATCH resolved', 'an incident, resolved']);
    assert.ok(seen.Slack.includes('headline: resolved, acknowledged by alice (slack, unverified)'));
    assert.match(`${seen.end}`, /^closed resolved: Resolved as fixed by Mayday: it stayed well/);
  });

  // The worker, and one of the others: three in one file take longer than a file may.
  const [worker, ...others] = victims;
  for (const process of [worker, others[seed % others.length] ?? worker]) {
    test(`the ${process} is killed: those outside see the same as without it`, async (t) => {
      t.diagnostic(`seed ${seed}: FAULTS_SEED=${seed} repeats it`);
      // Near the end another play may be over before it has so many events.
      const to = Math.floor((undisturbed.lengths.at(-1) ?? 0) * 0.9);
      const [kill] = allKills(undisturbed.lengths, seed, { process, to });
      assert.ok(kill);
      const { seen, killed, again, ms } = await play(ground, kill);
      assert.ok(killed, 'it was killed');
      t.diagnostic(`killed at event ${killed.events} (${killed.newest}), ${again} sent again, ${ms} ms`);
      assert.deepEqual(differences(undisturbed.seen, seen), []);
    });
  }
});
