import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { randomSeed, runsOr } from '../harness/config.ts';
import { inShadow } from '../harness/in-shadow.ts';
import { despiteLosses } from '../harness/lost-tasks.ts';
import { policies, walks } from '../harness/random-steps.ts';
import { walk } from '../harness/random-walk.ts';
import { unavailable } from '../harness/servers.ts';
import { onStage, type Stage } from '../harness/stage.ts';

const skip = await unavailable('time-skipping');

test('whatever people, alerts, time and the world do, an incident keeps its promises', {
  skip,
}, async (context) => {
  await walkAbout(context, 'random walk', runsOr(6));
});

// Every history that is not live is looked through for effects as it is replayed.
test('whatever people, alerts, time and the world do, a shadow incident changes nothing', {
  skip,
}, async (context) => {
  await walkAbout(context, 'random walk in shadow', runsOr(3), inShadow);
});

async function walkAbout(
  context: TestContext,
  title: string,
  numRuns: number,
  prepare?: (stage: Stage) => Promise<void>,
): Promise<void> {
  const seed = randomSeed();
  context.diagnostic(`FC_SEED=${seed}, ${numRuns} walks`);
  let walked = 0;
  const play = async (stage: Stage) => {
    await prepare?.(stage);
    const property = fc.asyncProperty(policies, walks, async (policy, steps) => {
      walked += await walk(stage, policy, steps);
    });
    // A walk takes seconds: one that fails is shown as it is.
    await fc.assert(property, { seed, numRuns, endOnFailure: true });
  };
  await despiteLosses(
    () => onStage(title, play, { forgets: true }),
    (message) => context.diagnostic(message),
  );
  context.diagnostic(`${walked} steps`);
}
