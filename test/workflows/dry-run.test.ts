import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IncidentRecord, RunResult } from '../../workflows/contract/incident.ts';
import { proposeSignal } from '../../workflows/contract/messages.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import { citedTargets } from '../../workflows/contract/rehearsals.ts';
import type { Fact } from '../../workflows/contract/timeline.ts';
import type { Play } from '../harness/play.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

/** As a person does in the Temporal UI; it hands itself over to a place of its own and is over in seconds. */
async function rehearse(
  stage: Stage,
  runbook = 'databaseIssues',
  more: Record<string, unknown> = {},
): Promise<{ play: Play; says: string; facts: Fact[] }> {
  const input = { system: 'demo', mode: 'dry-run', ...more };
  const started = await stage.start(runbook, input);
  const { to } = (await started.handle.result()) as Extract<RunResult, { end: 'handed over' }>;
  assert.match(to, new RegExp(`^dry-run:${input.system}:${runbook}:[0-9a-f]{12}$`));
  const play = stage.play(to);
  const { says } = await play.result();
  return { play, says, facts: (await play.timeline()).map(({ fact }) => fact) };
}

function rehearsed(facts: Fact[]) {
  return facts.filter((fact) => fact.kind === 'rehearsed');
}

story('a dry run looks for real, rehearses every mitigation in order and changes nothing', async (stage) => {
  const { play, says, facts } = await rehearse(stage, 'databaseIssues', { parameters: { limit: 5 } });
  assert.deepEqual(
    rehearsed(facts).map(({ mitigation, calledFor, outcome, of, plan }) => [
      mitigation,
      calledFor,
      outcome,
      of,
      plan?.needs,
    ]),
    [
      ['terminateIdleSessions', true, 'would apply', ['alice', 'carol'], 1],
      ['limitShopConnections', true, 'would apply', ['alice', 'carol'], 1],
    ],
  );
  const [first, second] = rehearsed(facts);
  assert.deepEqual(first?.says, ['session 101: would be changed', 'session 102: would be changed']);
  assert.deepEqual(second?.plan?.preview, ['ALTER ROLE shop CONNECTION LIMIT 5;']);
  assert.equal(first?.within, 60_000);
  assert.match(
    says,
    /^Dry run: nothing was changed\. Would have asked for Terminate the sessions that sit idle; if that had not helped, Limit how many/,
  );
  assert.deepEqual([stage.world.ended, stage.world.limit], [[], -1]);
  const { mode, phase, endedAt, openedAt } = await play.view();
  assert.deepEqual([mode, phase], ['dry-run', 'resolved']);
  assert.ok(Date.parse(endedAt ?? '') - Date.parse(openedAt) < 60_000);
});

story('what a dry run would say stands in the own log, marked, and nobody is reached', async (stage) => {
  const { facts } = await rehearse(stage);
  assert.deepEqual(
    facts.flatMap((fact) => (fact.kind === 'would page' ? fact.role : [])),
    ['on-call'],
  );
  assert.deepEqual(stage.saidElsewhere, []);
  assert.ok(stage.said.every(({ mode, kind }) => mode === 'dry-run' && kind !== 'page' && kind !== 'ask'));
  assert.ok(stage.said.some(({ text }) => text.startsWith('Would page on-call (alice)')));
});

story('a question that the start does not answer is shown, and a wrong answer is said', async (stage) => {
  const asked = rehearsed((await rehearse(stage)).facts);
  assert.deepEqual(
    [asked[1]?.outcome, asked[1]?.says],
    ['wants answers', ['limit: How many connections may the shop have?']],
  );
  const wrong = rehearsed((await rehearse(stage, 'databaseIssues', { parameters: { limit: 0 } })).facts);
  assert.deepEqual(
    [wrong[1]?.outcome, wrong[1]?.says],
    ['not rehearsed', ['limit takes a whole number from 1']],
  );
});

story(
  'on a system that is well a dry run rehearses what is not called for, too, and says so',
  async (stage) => {
    stage.world.idle.clear();
    const { says, facts } = await rehearse(stage, 'databaseIssues', { parameters: { limit: 5 } });
    assert.deepEqual(
      rehearsed(facts).map(({ calledFor, outcome }) => [calledFor, outcome]),
      [
        [false, 'nothing to do'],
        [false, 'would apply'],
      ],
    );
    assert.match(says, /^Dry run: nothing was changed\. Would have asked for nothing/);
  },
);

story('a dry run of a runbook that is up to people shows what they would be shown', async (stage) => {
  const { says, facts } = await rehearse(stage, 'generalIncident');
  const [shown] = facts.filter((fact) => fact.kind === 'up to people');
  assert.deepEqual(
    shown?.offers.map(({ name }) => name),
    rehearsed(facts).map(({ mitigation }) => mitigation),
  );
  assert.match(says, /Would have asked for Terminate the sessions that sit idle/);
});

story(
  'a dry run of a recovery shows what people look at, and that it would ask which backup; nothing is restored',
  async (stage) => {
    const { says, facts } = await rehearse(stage, 'databaseRecovery', { system: 'studyteddy' });
    const [shown] = facts.filter((fact) => fact.kind === 'up to people');
    assert.ok((shown?.look.length ?? 0) > 0);
    assert.deepEqual(
      rehearsed(facts).map(({ mitigation, outcome }) => [mitigation, outcome]),
      [['restoreBackup', 'wants answers']],
    );
    assert.deepEqual(stage.world.restored, []);
    assert.ok(facts.some((fact) => fact.kind === 'would page'));
    assert.match(says, /^Dry run: nothing was changed\. Would have asked for Restore the database/);
  },
  { systems: fileURLToPath(new URL('../../systems', import.meta.url)) },
);

story('a dry run neither joins nor disturbs the open incident of its runbook', async (stage) => {
  const real = await stage.alert({ group: 'manual' });
  await real.asked();
  const { play } = await rehearse(stage);
  assert.notEqual(play.handle.workflowId, real.handle.workflowId);
  assert.equal((await real.view()).pending?.id, 1);
  assert.deepEqual([await real.facts('noted'), await real.facts('plan withdrawn')], [[], []]);
  await real.approve('alice');
  assert.equal((await real.result()).phase, 'resolved');
});

story('a dry run is archived as one, with what it would have done', async (stage) => {
  const { play } = await rehearse(stage);
  const { incident, keyId } = await play.view();
  const folder = path.join(stage.folder, 'archive', `${incident}-${keyId.slice(0, 8)}`);
  const record: IncidentRecord = JSON.parse(await readFile(path.join(folder, 'record.json'), 'utf8'));
  assert.deepEqual([record.mode, record.timeline.at(-1)?.fact.kind], ['dry-run', 'dry run over']);
  const told = await readFile(path.join(folder, 'post-mortem.md'), 'utf8');
  assert.match(told, /^# Dry run INC-/);
  assert.match(told, /Would ask alice or carol to approve plan 1: Terminate the sessions that sit idle/);
});

story('a live plan that cites a dry run says whether its targets are as they were', async (stage) => {
  const { play } = await rehearse(stage);
  const { incident: cited } = await play.view();
  const [first] = rehearsed((await play.timeline()).map(({ fact }) => fact));
  const targets = citedTargets(first?.plan?.targets ?? []);
  const real = await stage.alert({}, 'generalIncident');
  await real.until('people have it', ({ waitingFor }) => waitingFor === 'people');
  const propose = {
    mitigation: 'terminateIdleSessions',
    by: { name: 'carol', door: 'cli' },
    cites: { incident: cited, plan: 1, targets },
  } as const;
  await real.send(proposeSignal, propose);
  const same = await real.asked();
  assert.deepEqual(same.pending?.cites, { incident: cited, plan: 1, differs: [] });
  assert.deepEqual(stage.world.ended, []);

  stage.world.idle.delete(102);
  stage.world.idle.set(101, '2026-01-01 03:12:30+00');
  stage.world.idle.set(103, '2026-01-01 03:12:31+00');
  await real.send(proposeSignal, propose);
  const other = await real.asked(2);
  assert.deepEqual(other.pending?.cites?.differs, [
    'not as it was then: session 101',
    'not in it then: session 103',
    'not in it any more: session 102',
  ]);
  const words = `Rehearsed as plan 1 of ${cited}, but not the same`;
  const isSaid = ({ kind, details }: Notice) =>
    kind === 'ask' && details.some((line) => line.includes(words));
  await real.until('people are told so', () => stage.said.some(isSaid));
  await real.approve('alice');
  await real.result();
  assert.deepEqual(stage.world.ended, [101, 103]);
});
