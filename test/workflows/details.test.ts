import { freezeId, freezeType } from '../../workflows/contract/freeze.ts';
import { outcomeSignal, takeOverSignal } from '../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import { afterIncident } from '../harness/aftermath.ts';
import { assertGolden } from '../harness/golden.ts';
import { inShadow } from '../harness/in-shadow.ts';
import { restingDetails } from '../harness/metadata.ts';
import type { Play } from '../harness/play.ts';
import { withPolicy } from '../harness/policies.ts';
import { askingForPublic } from '../harness/public-file.ts';
import { story } from '../harness/story.ts';

async function shows(state: string, { handle }: Play): Promise<void> {
  await assertGolden(state, await restingDetails(handle));
}

const typed = { edit: withPolicy({ unverifiedUpTo: 'disruptive' }) };
const by = { name: 'alice', door: 'cli' } as const;

story('triggered: nobody has acknowledged, the checks are under way', async (stage) => {
  stage.world.unreachable.add('limits');
  const incident = await stage.alert();
  await incident.until('it opens', ({ phase }) => phase === 'triggered');
  await shows('triggered', incident);
});

story(
  'a plan waits, with what is to be pasted; then it is watched, resolved, and followed up',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await shows('plan-waits', incident);
    await incident.approve('alice');
    await incident.until('it is watched', ({ phase }) => phase === 'monitoring');
    await shows('monitoring', incident);
    await incident.result();
    await shows('resolved', incident);
  },
);

story(
  'where the policy takes approvals that are typed, the signal is there to be pasted',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await shows('plan-waits-typed', incident);
  },
  typed,
);

story(
  'a destructive plan says who has approved it so far',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.approveBecause('alice', 'the report can wait');
    await shows('plan-waits-for-another', incident);
  },
  { edit: withPolicy({}, true) },
);

story(
  'answers wanted: the questions with the JSON of an answer; then only people can go on',
  async (stage) => {
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert();
    await incident.asked();
    await incident.reject('alice', 'not those');
    await incident.until('answers', ({ waitingFor }) => waitingFor === 'answers for limitShopConnections');
    await shows('answers-wanted', incident);
    await incident.skip('alice');
    await incident.until('people', ({ waitingFor }) => waitingFor === 'people');
    await shows('waits-for-people', incident);
  },
);

story('taken over: somebody works by hand, and how to hand back', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.send(takeOverSignal, { by });
  await shows('taken-over', incident);
});

story('frozen: since when, by whom and why, and how it ends', async (stage) => {
  const said = { by: 'dora', reason: 'release *day*' };
  const options = { workflowId: freezeId, taskQueue: coordinationQueue, args: [said], memo: said };
  await stage.client.workflow.start(freezeType, options);
  const incident = await stage.alert();
  await incident.until(
    'it hears of it',
    ({ frozen, pending }) => frozen !== undefined && pending !== undefined,
  );
  await shows('frozen', incident);
  await shows('keeper-freeze', stage.play(freezeId));
});

story(
  'for the public: the text that waits for a yes',
  async (stage) => {
    const incident = await stage.alert({ severity: 'P0' });
    await incident.askedForPublic('investigating');
    await incident.asked();
    await shows('for-the-public', incident);
  },
  { edit: askingForPublic },
);

story('outcome unknown: what to look at, and what to answer', async (stage) => {
  stage.world.losesAnswers = true;
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await incident.until('it asks', ({ waitingFor }) => waitingFor === 'the outcome of plan 1');
  await shows('outcome-unknown', incident);
  await incident.send(outcomeSignal, { by, plan: 1, outcome: 'done' });
});

story('cancelled: it has ended, and nothing is left to be sent', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.handle.cancel();
  await incident.result().catch(() => undefined);
  await shows('cancelled', incident);
});

story('shadow: it says that it only watches, and whom it would ask', async (stage) => {
  await inShadow(stage);
  const incident = await stage.alert();
  await incident.until('it would ask', ({ waitingFor }) => waitingFor === 'people');
  await shows('shadow', incident);
});

story('dry run: it is over at once, and says what it would have done', async (stage) => {
  const started = await stage.start('databaseIssues', { system: 'demo', mode: 'dry-run' });
  const { to } = (await started.handle.result()) as { to: string };
  const rehearsal = stage.play(to);
  await rehearsal.result();
  await shows('dry-run', rehearsal);
});

story('follow-ups: each with its owner and its time, and how to settle one', async (stage) => {
  const aftermath = await afterIncident(stage);
  await aftermath.listed();
  await shows('follow-ups', aftermath.play);
});
