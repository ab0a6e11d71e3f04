import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import fc from 'fast-check';
import { newKeyPair } from '../../client/keys/private-key.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { archiveOf, audited } from '../harness/audited.ts';
import { randomSeed, runsOr } from '../harness/config.ts';
import type { Play } from '../harness/play.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';
import { tamperings } from '../harness/tampering.ts';

story(
  'a closed incident can be audited offline: who decided, what was done, and that nobody has touched it',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.result();
    const { code, out, err } = await audited(stage);
    assert.equal(err, '');
    assert.equal(code, 0);
    assert.match(out, /^INC-\w{6} {2}[0-9a-f-]{36}$/m);
    assert.match(
      out,
      /\d\d:\d\d:\d\d {2}[0-9a-f]{8} {2}alice \(cli\) approved plan 1 · plan hash [0-9a-f]{8} · signed$/m,
    );
    assert.match(out, /Applied plan 1: 2 done$/m);
    assert.doesNotMatch(out, /Checked \(round/);
    assert.match(
      out,
      /^✔ \d+ entries, chain unbroken, 1 checkpoint signed by [0-9a-f]{8}, 1 order in its history as the record says, sealed at /m,
    );
    const { out: everything } = await audited(stage, incidentOf(await recordOf(stage)), '--all');
    assert.match(everything, /Checked \(round 1\)/);
    await findsEverything(stage);
    await knowsWhoSigned(stage);
  },
);

/** Whatever somebody does to the timeline in the archive. */
async function findsEverything(stage: Stage): Promise<void> {
  const seed = randomSeed();
  console.log(`FC_SEED=${seed}`);
  const record = await recordOf(stage);
  await fc.assert(
    fc.asyncProperty(tamperings(record.timeline), async ({ what, timeline, names }) => {
      await keep(stage, { ...record, timeline });
      const { code, out } = await audited(stage, incidentOf(record), '--json');
      assert.equal(code, 1, `${what}: nobody noticed`);
      const { faults } = JSON.parse(out) as { faults: { entry?: number }[] };
      const named = faults.some(({ entry }) => names.includes(entry ?? 0));
      assert.ok(names.length === 0 || named || what.includes('evidence'), `${what}: ${out}`);
    }),
    { seed, numRuns: runsOr(20) },
  );
  await keep(stage, record);
  assert.equal((await audited(stage)).code, 0);
}

async function knowsWhoSigned(stage: Stage): Promise<void> {
  const id = incidentOf(await recordOf(stage));
  const wrong = await audited(stage, id, '--key', newKeyPair().publicKey);
  assert.equal(wrong.code, 1);
  assert.match(
    wrong.out,
    /^✖ the seal is signed by the key [0-9a-f]{8}, which is none of those that count here$/m,
  );
  assert.match(wrong.out, /^✖ the checkpoint in entry \d+ of \d+ \(applied, .*\) is signed by the key/m);
  assert.equal((await audited(stage, id, '--key', 'abc')).code, 2);
  const keys = path.join(stage.folder, 'keys.yaml');
  await writeFile(keys, `alice: { publicKey: "${newKeyPair().publicKey}" }\n`);
  const stranger = await audited(stage, id, '--keys', keys);
  assert.equal(stranger.code, 1);
  assert.match(
    stranger.out,
    /^✖ entry \d+ of \d+ \(approved, .*\) has a signature by no key of alice that is known here$/m,
  );
}

story(
  'an exported history is audited like the archive, and what is changed in it is found',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const refused = await incident.decision('bob', 'approve');
    await incident.handle.signal('approve', { id: 'bob', ...refused });
    await incident.answer('bob');
    await incident.approve('alice');
    await incident.result();
    const history = await exported(incident);
    const whole = await auditedHistory(stage, history);
    assert.equal(whole.err, '');
    assert.match(whole.out, /A decision of bob \(cli\) on plan 1 does not count/);
    assert.match(
      whole.out,
      /^✔ \d+ entries, chain unbroken, 1 checkpoint signed by .*, 1 order .*, sealed at /m,
    );

    const cases: [what: string, change: (events: Event[]) => Event[], says: RegExp][] = [
      [
        'the approval never came',
        (events) =>
          events.filter(({ message }) => message?.signature === undefined || message.by?.name !== 'alice'),
        /^✖ the order to carry out plan 1 \(event \d+\) has a decision of alice that nobody sent/m,
      ],
      [
        'the answer to the order was another one',
        (events) => events.map((event) => event.with('pid 102', 'pid 103')),
        /entry \d+ of \d+ \(applied, .*\) is not what any order in the history was answered$/m,
      ],
      [
        'the order is about something else',
        (events) => events.map((event) => event.order('"pid":102', '"pid":103')),
        /^✖ the order .* has a plan that is not the one its hash stands for$/m,
      ],
      [
        'the summary in the record is another one',
        (events) => events.map((event) => event.record('the shop answers', 'all answers')),
        /^✖ entry 1 of \d+ \(opened, .*\) is not what was written$/m,
      ],
    ];
    for (const [what, change, says] of cases) {
      const changed = change(eventsOf(history)).map(({ raw }) => raw);
      const { code, out } = await auditedHistory(stage, JSON.stringify({ events: changed }));
      assert.equal(code, 1, what);
      assert.match(out, says, what);
    }
  },
);

story('the history of an open incident has no record to audit, and that is said', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const { code, err } = await auditedHistory(stage, await exported(incident));
  assert.equal(code, 1);
  assert.match(err, /cannot be audited\. The history has no record of an incident/);
  await incident.resolve('alice', 'false alarm', 'enough');
  await incident.result();
});

interface Event {
  raw: object;
  /** Of a signal. */
  message?: { signature?: string; by?: { name: string } };
  /** With another text in the answer of an activity, in what `applyPlan` was given, in what `archive` was given. */
  with(from: string, to: string): Event;
  order(from: string, to: string): Event;
  record(from: string, to: string): Event;
}

function eventsOf(history: string): Event[] {
  return (JSON.parse(history) as { events: object[] }).events.map(eventOf);
}

function eventOf(raw: object): Event {
  const text = JSON.stringify(raw);
  const replaced = (from: string, to: string, where: string) => {
    if (!text.includes(where)) return eventOf(raw);
    const changed = text.replaceAll(/"data":"([^"]*)"/g, (_, data: string) => {
      const json = Buffer.from(data, 'base64').toString().replaceAll(from, to);
      return `"data":"${Buffer.from(json).toString('base64')}"`;
    });
    return eventOf(JSON.parse(changed));
  };
  const [, data] = /"signalName".*?"data":"([^"]*)"/.exec(text) ?? [];
  return {
    raw,
    ...(data ? { message: JSON.parse(Buffer.from(data, 'base64').toString()) } : {}),
    with: (from, to) => replaced(from, to, '"activityTaskCompletedEventAttributes"'),
    order: (from, to) => replaced(from, to, '"activityType":{"name":"applyPlan"}'),
    record: (from, to) => replaced(from, to, '"activityType":{"name":"archive"}'),
  };
}

async function exported({ handle }: Play): Promise<string> {
  return historyToJSON(await handle.fetchHistory());
}

async function auditedHistory(stage: Stage, history: string) {
  const file = path.join(stage.folder, 'exported.json');
  await writeFile(file, history);
  return audited(stage, '--history', file);
}

async function recordOf(stage: Stage): Promise<IncidentRecord> {
  return JSON.parse(await readFile(await recordFile(stage), 'utf8'));
}

async function keep(stage: Stage, record: IncidentRecord): Promise<void> {
  await writeFile(await recordFile(stage), JSON.stringify(record));
}

async function recordFile(stage: Stage): Promise<string> {
  const [folder = ''] = await readdir(archiveOf(stage));
  return path.join(archiveOf(stage), folder, 'record.json');
}

function incidentOf({ incident }: IncidentRecord): string {
  return incident;
}
