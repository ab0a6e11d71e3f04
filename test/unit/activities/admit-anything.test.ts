import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { json } from '../workflows/payloads.ts';
import { admitting, manual } from './admission-desk.ts';

test('admit answers whatever it is given, with a sentence that stays short where it refuses', async () => {
  const { activity } = admitting([]);
  await fc.assert(
    fc.asyncProperty(json, async (input) => {
      const admission = await activity({ runbook: 'generalIncident', workflowId: manual, input });
      if (admission.admission !== 'refused') return;
      assert.ok(admission.says.length > 10 && admission.says.length < 3_000, `${admission.says.length}`);
    }),
    { numRuns: 3_000 },
  );
});

test('what zod itself throws at is refused', async () => {
  const input = JSON.parse('{"system":{"length":{"valueOf":1,"toString":1}}}');
  const admission = await admitting().activity({ runbook: 'generalIncident', workflowId: manual, input });
  assert.ok(admission.admission === 'refused');
  assert.match(admission.says, /^The input cannot be read: write one JSON object like /);
});

test('a start by alerts is never refused, whatever else it holds', async () => {
  const { activity } = admitting([]);
  const openedBy = { kind: 'alerts', door: 'alertmanager' };
  const members = fc.dictionary(
    fc.constantFrom('system', 'severity', 'summary', 'alerts', 'mode', 'parameters'),
    json,
  );
  await fc.assert(
    fc.asyncProperty(members, async (input) => {
      const start = { runbook: 'generalIncident', workflowId: manual, input: { ...input, openedBy } };
      const admission = await activity(start);
      assert.ok(admission.admission === 'admitted' && typeof admission.summary === 'string');
    }),
    { numRuns: 2_000 },
  );
});

test('of a thousand wrong keys the first few are told', async () => {
  const keys = Array.from({ length: 1_000 }, (_, i) => [`wrong${i}`, 1]);
  const input = { system: 'shop', ...Object.fromEntries(keys) };
  const admission = await admitting().activity({ runbook: 'generalIncident', workflowId: manual, input });
  assert.ok(admission.admission === 'refused');
  assert.match(admission.says, /^"wrong0" is not known here.* And 992 more\.$/);
});
