import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultPayloadConverter } from '@temporalio/common';
import type { BoardGuest } from '../../harness/board-guest.ts';
import { unavailable } from '../../harness/servers.ts';
import { type ManyOpen, manyOpen } from './many-open.ts';

const form = '/board/declare';

describe('declaring an incident on the board', { skip: await unavailable('temporal') }, () => {
  let world: ManyOpen;
  let guest: BoardGuest;
  before(async () => {
    world = await manyOpen(0);
    guest = world.guest;
  });
  after(() => world?.close());

  const open = async () => {
    const runs: { workflowId: string }[] = [];
    for await (const run of world.client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
      runs.push(run);
    return runs;
  };

  async function history(workflowId: string) {
    const { events = [] } = await world.client.workflow.getHandle(workflowId).fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
    const notes = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
      signal?.signalName === 'note' && signal.input?.payloads?.[0]
        ? [defaultPayloadConverter.fromPayload<Record<string, unknown>>(signal.input.payloads[0])]
        : [],
    );
    return { input: defaultPayloadConverter.fromPayload(started ?? {}), notes };
  }

  test("offers only systems that name the visitor, and the severities in the system's words", async () => {
    const { body } = await guest.get(form);
    assert.match(body, /<strong>Demo shop<\/strong>/);
    assert.match(body, /Critical \(P0\)/);
    assert.match(body, /nobody can pay/);
    const other = await guest.get(`${form}?system=neurocred`);
    assert.match(other.body, /The file of neurocred does not name you/);
  });

  test('brings back what was typed, with a sentence at the field that is wrong', async () => {
    const page = await guest.get(form);
    const typed = { runbook: 'databaseIssues', severity: 'P1', summary: '  ' };
    const { status, body } = await guest.submit(page, form, typed);
    assert.equal(status, 422);
    assert.match(body, /id="summary-wrong" role="alert">Say what you see/);
    assert.match(body, /aria-invalid="true" aria-describedby="summary-wrong"/);
    assert.match(body, /<option value="databaseIssues" selected/);
    assert.match(body, /value="P1" checked/);
    const hostile = await guest.submit(page, form, {
      runbook: 'nonsense',
      summary: '"><script>x()</script>',
    });
    assert.match(hostile.body, /has no such runbook any more/);
    assert.doesNotMatch(hostile.body, /<script>x/);
    assert.deepEqual(await open(), []);
  });

  test('is refused where no file names them', async () => {
    const page = await guest.get(form);
    const sent = await guest.submit(page, form, { system: 'neurocred', summary: 'it is down' });
    assert.equal(sent.status, 403);
    assert.match(sent.body, /The file of neurocred does not name you/);
    assert.deepEqual(await open(), []);
  });

  test('opens one incident however often the form is sent, in their name, and leads there', async () => {
    const page = await guest.get(form);
    const typed = { runbook: 'generalIncident', severity: 'P0', summary: 'pages are slow' };
    const [one, two] = await Promise.all([guest.submit(page, form, typed), guest.submit(page, form, typed)]);
    assert.deepEqual([one.status, two.status], [303, 303], one.body + two.body);
    assert.match(one.location, /^\/board\/incidents\/INC-/);
    assert.equal(two.location, one.location);
    const { body } = await guest.get(one.location);
    assert.match(body, /INC-\w{6} is open: High, General incident of Demo shop/);
    const place = /^incident:demo:generalIncident:/;
    const [run, ...more] = await until(open, (runs) => runs.length > 0);
    assert.deepEqual(more, []);
    assert.match(run?.workflowId ?? '', place);
    const { input, notes } = await history(run?.workflowId ?? '');
    assert.deepEqual(input, {
      system: 'demo',
      severity: 'P0',
      summary: 'pages are slow',
      openedBy: { kind: 'person', name: 'alice', door: 'board', verified: false },
    });
    assert.deepEqual(notes, [], 'the second click joined nothing');
  });

  test('joins what is open there, and says so', async () => {
    const page = await guest.get(form);
    const sent = await guest.submit(page, form, { runbook: 'generalIncident', summary: 'so is search' });
    assert.equal(sent.status, 303, sent.body);
    const { body } = await guest.get(sent.location);
    assert.match(body, /is open for that already: your words are on its timeline/);
    const [run, ...more] = await open();
    assert.deepEqual(more, []);
    const { notes } = await history(run?.workflowId ?? '');
    assert.deepEqual(
      notes.map(({ text }) => text),
      ['so is search'],
    );
  });

  test('that Temporal does not hear of is not lost from the form', async () => {
    const page = await guest.get(form);
    world.proxy.cut();
    const { status, body } = await guest.submit(page, form, { summary: 'kept words' });
    world.proxy.mend();
    assert.equal(status, 503);
    assert.match(body, /It is not sure that this is on record: send it again, it counts once/);
    assert.match(body, /value="kept words"/);
  });
});

async function until<T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look();
    if (isThere(found)) return found;
    await sleep(200);
  }
}
