import assert from 'node:assert/strict';
import test from 'node:test';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { admitting, manual } from './admission-desk.ts';

const alerts = { kind: 'alerts', door: 'alertmanager' };

test('a run under another id hands its start over to the right one, as it was meant', async () => {
  const { activity, sent } = admitting([]);
  const input = { system: 'shop', severity: 'Sev 1', summary: 'pages are slow' };
  const admission = await activity({ runbook: 'generalIncident', workflowId: 'my-test', input });
  assert.deepEqual(admission, { admission: 'handed over', to: manual });
  const [first] = sent;
  assert.ok(first);
  const { type, options } = first;
  assert.equal(type, 'generalIncident');
  assert.equal(options.workflowId, manual);
  assert.equal(options.taskQueue, 'mayday');
  const openedBy = { kind: 'person', name: 'someone', door: 'temporal-ui', verified: false };
  assert.deepEqual(options.args, [{ ...input, group: 'manual', openedBy }]);
  const [{ id, ...note }] = options.signalArgs as [{ id: string }];
  assert.match(id, /^also-started-[0-9a-f]{16}$/);
  assert.deepEqual(note, {
    by: { name: 'someone', door: 'temporal-ui' },
    text: 'also started as my-test: pages are slow',
  });
});

test('a second attempt sends the same message again, which counts once', async () => {
  const { activity, sent } = admitting([]);
  const input = { system: 'shop', group: 'tuesday' };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const admission = await activity({ runbook: 'generalIncident', workflowId: 'x', input });
    const to = incidentWorkflowId('shop', 'generalIncident', 'tuesday');
    assert.deepEqual(admission, { admission: 'handed over', to });
  }
  assert.deepEqual(sent[0], sent[1]);
});

test('a person who names no group joins the open incident of that system and runbook', async () => {
  const open = incidentWorkflowId('shop', 'generalIncident', 'an alert group');
  const { activity, sent, queries } = admitting(['incident:shop:generalIncident:typed-by-hand', open]);
  const admission = await activity({
    runbook: 'generalIncident',
    workflowId: 'x',
    input: { system: 'shop' },
  });
  assert.deepEqual(admission, { admission: 'handed over', to: open });
  assert.deepEqual(queries, [
    'WorkflowId STARTS_WITH "incident:shop:generalIncident:" AND ExecutionStatus = "Running"',
  ]);
  assert.equal(JSON.stringify(sent).includes('"group"'), false);
});

test("a run at an incident's place stays there, so that no two runs hand over to each other", async () => {
  const other = incidentWorkflowId('shop', 'generalIncident', 'an alert group');
  for (const [here, there] of [
    [manual, other],
    [other, manual],
  ] as const) {
    const { activity, sent } = admitting([here, there]);
    const admission = await activity({
      runbook: 'generalIncident',
      workflowId: here,
      input: { system: 'shop' },
    });
    assert.equal(admission.admission, 'admitted');
    assert.deepEqual(sent, []);
  }
});

test('a server that cannot list is taken as one with nothing open', async () => {
  const { activity } = admitting(undefined);
  const admission = await activity({
    runbook: 'generalIncident',
    workflowId: 'x',
    input: { system: 'shop' },
  });
  assert.deepEqual(admission, { admission: 'handed over', to: manual });
});

test('an alert is never handed over: the gateway chose its id', async () => {
  const { activity, sent, queries } = admitting([manual]);
  const input = { system: 'shop', openedBy: alerts };
  const admission = await activity({ runbook: 'generalIncident', workflowId: 'x', input });
  assert.equal(admission.admission, 'admitted');
  assert.deepEqual([sent, queries], [[], []]);
});

test('a bad start is refused before anything is handed over', async () => {
  const { activity, sent } = admitting([]);
  await activity({ runbook: 'generalIncident', workflowId: 'x', input: { system: 'shop', severity: 'no' } });
  await activity({ runbook: 'generalIncident', workflowId: 'x', input: { system: 'shop', mode: 'wet' } });
  assert.deepEqual(sent, []);
});

test('a dry run joins nothing: it goes to a place of its own, the same for every attempt', async () => {
  const { activity, sent, queries } = admitting([manual]);
  const input = { system: 'shop', mode: 'dry-run' };
  const start = { runbook: 'generalIncident', workflowId: manual, input } as const;
  const first = await activity(start);
  assert.ok(first.admission === 'handed over');
  assert.match(first.to, /^dry-run:shop:generalIncident:[0-9a-f]{12}$/);
  assert.deepEqual(await activity(start), first);
  const other = await activity({ ...start, workflowId: 'another' });
  assert.ok(other.admission === 'handed over' && other.to !== first.to);
  assert.deepEqual(queries, []);
  assert.equal(sent[0]?.options.workflowId, first.to);
  const there = await activity({ ...start, workflowId: first.to });
  assert.equal(there.admission, 'admitted');
});

test('a shadow joins the open shadow of that system and runbook, never the real incident', async () => {
  const { activity, queries } = admitting([]);
  const input = { system: 'shop', mode: 'shadow' };
  const admission = await activity({ runbook: 'generalIncident', workflowId: 'x', input });
  const to = incidentWorkflowId('shop', 'generalIncident', 'manual', 'shadow');
  assert.deepEqual(admission, { admission: 'handed over', to });
  assert.deepEqual(queries, [
    'WorkflowId STARTS_WITH "shadow:shop:generalIncident:" AND ExecutionStatus = "Running"',
  ]);
});
