import { test } from 'node:test';
import fc from 'fast-check';
import { randomSeed, runsOr } from '../harness/config.ts';
import { despiteLosses } from '../harness/lost-tasks.ts';
import { walks } from '../harness/random-steps.ts';
import { walk } from '../harness/random-walk.ts';
import { unavailable } from '../harness/servers.ts';
import { onStage, type Stage } from '../harness/stage.ts';

test('whatever people, alerts, time and the world do, an incident keeps its promises', {
  skip: await unavailable('time-skipping'),
}, async (context) => {
  const seed = randomSeed();
  const numRuns = runsOr(6);
  context.diagnostic(`FC_SEED=${seed}, ${numRuns} walks`);
  let walked = 0;
  const play = async (stage: Stage) => {
    const property = fc.asyncProperty(walks, async (steps) => {
      walked += await walk(stage, steps);
    });
    // A walk takes seconds: one that fails is shown as it is.
    await fc.assert(property, { seed, numRuns, endOnFailure: true });
  };
  await despiteLosses(
    () => onStage('random walk', play, { forgets: true }),
    (message) => context.diagnostic(message),
  );
  context.diagnostic(`${walked} steps`);
});
