import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { payloadConverterPath } from '../../worker/bundle.ts';
import { unapprovedEffects } from '../harness/approved-effects.ts';
import { workflowBundle } from '../harness/bundle.ts';
import { historiesFolder, outcomes } from './outcomes.ts';

type History = temporal.api.history.v1.IHistory;
type Event = temporal.api.history.v1.IHistoryEvent;

// A history that does not replay is told by its test, not by the log.
Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
});

async function saved(name: string): Promise<History> {
  return historyFromJSON(JSON.parse(await readFile(new URL(`${name}.json`, historiesFolder), 'utf8')));
}

function isOf(event: Event, activity: string): boolean {
  return event.activityTaskScheduledEventAttributes?.activityType?.name === activity;
}

/** What went wrong, by name; undefined where nothing did. */
async function replay(histories: Record<string, History>): Promise<Map<string, Error | undefined>> {
  const options = { workflowBundle: await workflowBundle(), dataConverter: { payloadConverterPath } };
  const names = new Map(Object.keys(histories).map((name) => [outcomes[name]?.workflowId ?? name, name]));
  const all = [...names].flatMap(([workflowId, name]) => {
    const history = histories[name];
    return history ? [{ workflowId, history }] : [];
  });
  const results = new Map<string, Error | undefined>();
  for await (const { workflowId, error } of Worker.runReplayHistories(options, all))
    results.set(names.get(workflowId) ?? workflowId, error);
  return results;
}

describe('Runs of an earlier day go on with the workflows as they are now', () => {
  let results: Map<string, Error | undefined>;
  before(async () => {
    const histories = Object.keys(outcomes).map(async (name) => [name, await saved(name)] as const);
    results = await replay(Object.fromEntries(await Promise.all(histories)));
  });

  for (const name of Object.keys(outcomes)) {
    test(name, () => {
      assert.ok(results.has(name), 'it was replayed');
      const error = results.get(name);
      const advice = 'If runs are open anywhere, put the change behind patched(); see test/replay/README.md.';
      assert.equal(error, undefined, `${error?.message}\n${advice}`);
    });
  }

  test('no history is left over that nobody replays', async () => {
    const files = (await readdir(historiesFolder)).map((file) => file.replace('.json', ''));
    assert.deepEqual(files.sort(), Object.keys(outcomes).sort());
  });
});

describe('No disruptive or destructive effect without a valid approval of that very plan before it', () => {
  // Their keys are not known any more: signatures are compared with those of the signals. Stories check them by the keys.
  test('in any saved history', async () => {
    let effects = 0;
    for (const name of Object.keys(outcomes)) {
      const history = await saved(name);
      assert.deepEqual(unapprovedEffects([history]), [], name);
      effects += history.events?.filter((event) => isOf(event, 'applyPlan')).length ?? 0;
    }
    assert.ok(effects > 5, `${effects} effects`);
  });

  const doctored: Record<string, (events: Event[]) => Event[]> = {
    'whose approval was cut out': (events) =>
      events.filter((event) => event.workflowExecutionSignaledEventAttributes?.signalName !== 'approve'),
    'whose approval nobody judged': (events) => events.filter((event) => !isOf(event, 'verifyDecision')),
    'whose effect was moved before its approval': (events) => {
      const effect = events.filter((event) => isOf(event, 'applyPlan'));
      return [...events.slice(0, 1), ...effect, ...events.slice(1)];
    },
  };
  for (const [what, change] of Object.entries(doctored)) {
    test(`a history ${what} is found`, async () => {
      const { events } = await saved('approved-and-resolved');
      assert.ok(unapprovedEffects([{ events: change(events ?? []) }]).length > 0);
    });
  }
});

describe('A history that the workflows would not write is detected', () => {
  const breaks: Record<string, (events: Event[]) => Event[]> = {
    'another activity was scheduled'(events) {
      const scheduled = events.find(
        (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'applyPlan',
      );
      assert.ok(scheduled?.activityTaskScheduledEventAttributes);
      scheduled.activityTaskScheduledEventAttributes.activityType = { name: 'applyAnything' };
      return events;
    },
    'another runbook was told'(events) {
      const started = events[0]?.workflowExecutionStartedEventAttributes;
      assert.ok(started);
      started.workflowType = { name: 'generalIncident' };
      return events;
    },
  };
  for (const [name, broken] of Object.entries(breaks)) {
    test(name, async () => {
      const history = await saved('approved-and-resolved');
      const events = broken(history.events ?? []);
      const results = await replay({ broken: { ...history, events } });
      assert.ok(results.get('broken') instanceof DeterminismViolationError, `${results.get('broken')}`);
    });
  }
});
