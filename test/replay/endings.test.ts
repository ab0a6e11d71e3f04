import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RunbookName, runbooks } from '../../workflows/contract/runbooks.ts';
import { endings, shows } from './endings.ts';
import { endingName } from './outcomes.ts';
import { outcomesOf, releases } from './saved.ts';

const newest = await outcomesOf((await releases()).at(-1) ?? '');
const typeOf = (run: (typeof newest)[number]) =>
  run.history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name;

for (const runbook of Object.keys(runbooks) as RunbookName[]) {
  for (const ending of endings) {
    test(`${runbook} has a history of ${ending}`, () => {
      const run = newest.find(({ outcome }) => outcome === endingName(runbook, ending));
      assert.ok(run, `there is none: npm run save-histories -- ${endingName(runbook, ending)}`);
      assert.equal(typeOf(run), runbook);
      const events = run.history.events ?? [];
      assert.ok(shows[ending](events), `it does not end ${ending}`);
    });
  }
}

test('every runbook that Mayday changes something in has a history of a change that was approved', () => {
  const changed = new Set(
    newest.flatMap((run) => {
      const applied = run.history.events?.some(
        (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'applyPlan',
      );
      return applied ? [typeOf(run)] : [];
    }),
  );
  const people: RunbookName[] = ['generalIncident'];
  const without = (Object.keys(runbooks) as RunbookName[]).filter((each) => !changed.has(each));
  assert.deepEqual(without, people);
});

test('so have follow-ups and the keepers that live for long', () => {
  const types = new Set(newest.map(typeOf));
  for (const type of ['postIncident', 'freeze', 'lease', 'maintenance', 'watchdog'])
    assert.ok(types.has(type), type);
});
