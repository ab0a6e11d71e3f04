import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { temporal } from '@temporalio/proto';
import { type Replayed, replayRuns } from '../../worker/replay/replay.ts';
import { unapprovedEffects } from '../harness/approved-effects.ts';
import { outcomes } from './outcomes.ts';
import { outcomesOf, releases, type SavedOutcome } from './saved.ts';

type Event = temporal.api.history.v1.IHistoryEvent;

const saved = await Promise.all((await releases()).map(outcomesOf));
const newest = saved.at(-1) ?? [];

function isOf(event: Event, activity: string): boolean {
  return event.activityTaskScheduledEventAttributes?.activityType?.name === activity;
}

/** Each time a copy of its own. */
async function resolved(): Promise<SavedOutcome> {
  const run = (await outcomesOf((await releases()).at(-1) ?? '')).find(
    ({ outcome }) => outcome === 'approved-and-resolved',
  );
  assert.ok(run);
  return run;
}

function replay(runs: readonly SavedOutcome[]): Promise<Replayed[]> {
  return replayRuns(runs, { environment: process.env, namespace: 'default' });
}

for (const runs of saved) {
  const release = runs[0]?.release;
  describe(`Runs begun by ${release} go on with the workflows as they are now`, () => {
    let results: Replayed[];
    before(async () => {
      results = await replay(runs);
    });

    for (const [i, { outcome }] of runs.entries()) {
      test(outcome, () => {
        const advice =
          'If runs are open anywhere, put the change behind patched(); see test/replay/README.md.';
        assert.equal(results[i]?.name, runs[i]?.name, 'it was replayed');
        assert.equal(results[i]?.differs, undefined, `${results[i]?.differs}\n${advice}`);
      });
    }
  });
}

test('the release in the making has a history of each outcome, and no other', () => {
  assert.deepEqual(newest.map(({ outcome }) => outcome).sort(), Object.keys(outcomes).sort());
});

describe('No disruptive or destructive effect without a valid approval of that very plan before it', () => {
  // Their keys are not known any more: signatures are compared with those of the signals. Stories check them by the keys.
  test('in any saved history', () => {
    let effects = 0;
    for (const { history, outcome, release } of saved.flat()) {
      assert.deepEqual(unapprovedEffects([history]), [], `${outcome} of ${release}`);
      effects += history.events?.filter((event) => isOf(event, 'applyPlan')).length ?? 0;
    }
    assert.ok(effects > 5, `${effects} effects`);
  });

  const doctored: Record<string, (events: Event[]) => Event[]> = {
    'whose approval was cut out': (events) =>
      events.filter((event) => event.workflowExecutionSignaledEventAttributes?.signalName !== 'approve'),
    'whose approval nobody judged': (events) => events.filter((event) => !isOf(event, 'verifyDecision')),
    'whose effect was moved before its approval': (events) => {
      const first = events[0]?.eventId;
      return events.map((event) => (isOf(event, 'applyPlan') ? { ...event, eventId: first } : event));
    },
  };
  for (const [what, change] of Object.entries(doctored)) {
    test(`a history ${what} is found`, async () => {
      const { history } = await resolved();
      assert.ok(unapprovedEffects([{ events: change(history.events ?? []) }]).length > 0);
    });
  }
});

describe('A history that the workflows would not write is detected, and said which event differs', () => {
  const breaks: Record<string, [says: RegExp, (events: Event[]) => void]> = {
    'another activity was scheduled': [
      /^Event \d+ schedules the activity applyAnything, where this code schedules applyPlan\.$/,
      (events) => {
        const scheduled = events.find((event) => isOf(event, 'applyPlan'));
        assert.ok(scheduled?.activityTaskScheduledEventAttributes);
        scheduled.activityTaskScheduledEventAttributes.activityType = { name: 'applyAnything' };
      },
    ],
    'another runbook was told': [
      /^One of the events [\d, ]+ schedules the activity \w+, where this code schedules httpHealth\.$|^Event \d+ schedules the activity \w+, where this code schedules httpHealth\.$/,
      (events) => {
        const started = events[0]?.workflowExecutionStartedEventAttributes;
        assert.ok(started);
        started.workflowType = { name: 'generalIncident' };
      },
    ],
    'there is no such type': [
      /^Event \d+ is ActivityTaskScheduled \(admit\), where this code has the command "fail workflow"\.$/,
      (events) => {
        const started = events[0]?.workflowExecutionStartedEventAttributes;
        assert.ok(started);
        started.workflowType = { name: 'noSuchRunbook' };
      },
    ],
  };
  for (const [name, [says, change]] of Object.entries(breaks)) {
    test(name, async () => {
      const run = await resolved();
      change(run.history.events ?? []);
      const [result] = await replay([run]);
      assert.match(result?.differs ?? 'it replays', says);
    });
  }
});
