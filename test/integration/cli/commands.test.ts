import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { defaultPayloadConverter } from '@temporalio/common';
import type { IncidentClock } from '../../../client/cli/render/clocks.ts';
import type { ListLine } from '../../../client/cli/render/incident-list.ts';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import { incidentName, incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import type { DecisionMessage } from '../../../workflows/contract/messages.ts';
import { decisionText } from '../../../workflows/contract/plans.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { openStage, type Stage } from './stage.ts';

const manual = incidentWorkflowId('demo', 'databaseIssues', 'manual');

describe('The command line and a real Temporal', { skip: await notOurOwn('temporal') }, () => {
  let stage: Stage;
  let first: string;
  let publicKey: string;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('with nothing open it says so, and how to see more', async () => {
    const { code, err } = await stage.mayday('show');
    assert.equal(code, 1);
    assert.equal(err, 'No incident is open: "mayday list --all" shows closed ones.\n');
    assert.deepEqual(await stage.document<ListLine[]>('list'), []);
  });

  describe('with no worker alive', () => {
    test('a start is recorded under the id it should have', async () => {
      const words = ['--summary', 'too many connections', '--severity', 'P0', '--parameters', '{"a":1}'];
      const { code, out } = await stage.mayday('start', 'databaseIssues', '--system', 'demo', ...words);
      const run = await stage.temporal.client.workflow.getHandle(manual).describe();
      first = incidentName(run.runId);
      assert.equal(out, `${first}: recorded; nobody answers yet (is a worker running?)\n`);
      assert.equal(code, 0);
      assert.deepEqual([run.type, run.taskQueue], ['databaseIssues', 'mayday']);
      const [input] = await recorded(manual, 'start');
      assert.deepEqual(input, {
        system: 'demo',
        summary: 'too many connections',
        severity: 'P0',
        parameters: { a: 1 },
        openedBy: { kind: 'person', name: 'alice', door: 'cli', verified: false },
      });
    });

    test('a message is recorded, and the person is told that nobody answers yet', async () => {
      const { code, out } = await stage.mayday('ack');
      assert.equal(out, `${first}: recorded; nobody answers yet (is a worker running?)\n`);
      assert.equal(code, 0);
      const [message] = await recorded<{ id: string; by: unknown }>(manual, 'acknowledge');
      assert.deepEqual(message?.by, { name: 'alice', door: 'cli' });
      assert.match(message?.id ?? '', /^[0-9a-f]{64}$/);
    });

    test('a plan that cannot be shown is decided on only by its hash, and the signature holds', async () => {
      ({ publicKey } = await stage.document<{ publicKey: string }>('keygen', 'alice'));
      const hash = 'a'.repeat(64);
      const [unseen, byHash] = await Promise.all([
        stage.mayday('approve', '--plan', '1'),
        stage.mayday('approve', '--plan', '1', '--hash', hash),
      ]);
      assert.equal(unseen.code, 1);
      assert.match(unseen.err, /so its plan cannot be shown: start a worker, or .*--plan N --hash HASH/);
      assert.equal(byHash.code, 0);
      const messages = await recorded<DecisionMessage>(manual, 'approve');
      assert.equal(messages.length, 1);
      const [{ plan, at = '', signature = '' } = { plan: 0 }] = messages;
      const { runId } = await stage.temporal.client.workflow.getHandle(manual).describe();
      const said = {
        incident: runId,
        plan,
        hash,
        decision: 'approve',
        actor: 'alice',
        door: 'cli',
        at,
      } as const;
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
      assert.ok(verify(null, Buffer.from(decisionText(said)), key, Buffer.from(signature, 'base64')));
    });

    test('who goes alone says so and why, and signs both', async () => {
      const plan = ['--plan', '1', '--hash', 'a'.repeat(64)];
      const { code } = await stage.mayday('approve', ...plan, '--break-glass', 'bob is on a plane');
      assert.equal(code, 0);
      const alone = (await recorded<DecisionMessage>(manual, 'approve')).at(-1);
      assert.deepEqual([alone?.breakGlass, alone?.reason], [true, 'bob is on a plane']);
      const { at = '', hash = '', breakGlass, reason, signature = '' } = alone ?? {};
      const { runId } = await stage.temporal.client.workflow.getHandle(manual).describe();
      const who = { actor: 'alice', door: 'cli', decision: 'approve' } as const;
      const said = { incident: runId, plan: 1, hash, at, reason, breakGlass, ...who };
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
      const fits = (decision: typeof said) =>
        verify(null, Buffer.from(decisionText(decision)), key, Buffer.from(signature, 'base64'));
      assert.ok(fits(said));
      assert.ok(!fits({ ...said, breakGlass: undefined }));
    });

    test('what only a worker knows is said to be unknown', async () => {
      const [list, show] = await Promise.all([stage.mayday('list'), stage.mayday('show', first)]);
      assert.match(list.out, new RegExp(`^${first} +\\? +\\? +demo +databaseIssues`, 'm'));
      assert.match(list.err, /nobody answers for it: is a worker running\?/);
      assert.equal(show.code, 1);
      assert.match(show.err, new RegExp(`^Nobody answers for ${first} \\(databaseIssues of demo, started`));
    });
  });

  describe('with a worker', () => {
    before(() => stage.workerComes());

    test('what was recorded before it came counts', async () => {
      const { acknowledged, view } = await facts();
      assert.ok(acknowledged);
      assert.equal(view.pending, undefined);
      const { code, err } = await stage.mayday('approve', '--plan', '1');
      assert.equal(code, 1);
      assert.match(err, /^No plan of INC-\w+ waits for a decision: it waits for people\.$/m);
    });

    test('an answer is said, a refusal is an error', async () => {
      const noted = await stage.mayday('note', 'we see it too');
      assert.equal(noted.out, `${first}: noted\n`);
      const refused = await stage.mayday('note', 'refuse this');
      assert.equal(refused.err, 'this is refused\n');
      assert.equal(refused.code, 1);
    });

    test('a second start joins, and its summary becomes a note', async () => {
      const words = ['start', 'databaseIssues', '--system', 'demo', '--summary', 'also in Oslo'];
      const joined = await stage.document<{ incident: string; joined: boolean }>(...words);
      assert.deepEqual([joined.incident, joined.joined], [first, true]);
      assert.match((await stage.mayday('timeline')).out, /alice \(cli\): also in Oslo$/m);
    });

    test('a refused start is its sentence', async () => {
      const { code, err } = await stage.mayday('start', 'databaseIssues', '--system', 'nowhere');
      assert.equal(err, 'There is no system "nowhere".\n');
      assert.equal(code, 1);
    });

    test('of several open ones the person must say which; a beginning of the name is enough', async () => {
      const words = ['start', 'databaseIssues', '--system', 'demo', '--group', 'second'];
      const { incident: second } = await stage.document<{ incident: string }>(...words);
      const open = (await stage.document<ListLine[]>('list')).map(({ incident }) => incident);
      assert.deepEqual(open, [second, first], 'what is due comes before what waits for people');
      const due = await stage.document<IncidentClock[]>('clocks');
      assert.deepEqual(
        due.map(({ incident, name }) => [incident, name]),
        [[second, 'approval']],
      );
      const [list, clocks, quiet] = await Promise.all([
        stage.mayday('list'),
        stage.mayday('clocks', second),
        stage.mayday('clocks', first),
      ]);
      assert.match(list.out, new RegExp(`^${second} .* plan 1 expires in \\d+ m.* approval of plan 1$`, 'm'));
      assert.match(list.out, new RegExp(`^${first} .* nothing +people$`, 'm'));
      assert.match(
        clocks.out,
        /^approval +in \d+ m.* +\d\d:\d\d:\d\d +plan 1 expires\nTimes are in UTC\.\n$/,
      );
      assert.match(quiet.out, /^nothing is due: .+; it waits for people\n$/);
      const { code, err } = await stage.mayday('ack');
      assert.equal(code, 1);
      assert.match(err, /^2 incidents are open, so say which: INC-.+ \(databaseIssues of demo, .+\), INC-/);

      const id = second.slice(4, 9).toLowerCase();
      const unnamed = await stage.mayday('approve', id);
      assert.equal(unnamed.code, 2);
      assert.match(unnamed.err, /Say which plan you mean: --plan 1\.$/m);
      const stale = await stage.mayday('approve', id, '--plan', '2');
      assert.match(stale.err, /^Not plan 2 of INC-\w+ waits, but plan 1/);
      const approved = await stage.mayday('approve', id, '--plan', '1');
      assert.match(approved.err, /^Plan 1: End idle sessions {2}\(disruptive, expires in/);
      assert.equal(approved.out, `${second}: plan 1 is decided\n`);
      assert.equal((await stage.mayday('resolve', id, '--as-false-alarm')).code, 0);
    });

    test('rejecting takes a reason but no key', async () => {
      const words = ['start', 'databaseIssues', '--system', 'demo', '--group', 'third'];
      const { incident } = await stage.document<{ incident: string }>(...words);
      const decision = ['--plan', '1', '--as', 'carol', '--reason', 'the backup runs'];
      const { code, out, err } = await stage.mayday('reject', incident, ...decision);
      assert.match(err, /the rejection goes unsigned/);
      assert.equal(out, `${incident}: plan 1 is decided\n`);
      assert.equal(code, 0);
      assert.equal((await stage.mayday('resolve', incident, '--as-duplicate-of', first)).code, 0);
      const entries = await stage.document<TimelineEntry[]>('timeline', incident);
      const { fact } = entries.at(-1) ?? {};
      assert.ok(fact?.kind === 'resolved' && fact.as === 'duplicate' && fact.because === `of ${first}`);
    });

    test('watch goes on over a worker that is away, says so once, and ends with the incident', async () => {
      const watching = stage.startMayday('watch', first);
      await until(() => watching.out.includes('also in Oslo'));
      await stage.workerGoes();
      await until(() => watching.err.includes('Nobody answers'));
      await stage.workerComes();
      await until(() => watching.err.includes('Going on.'));
      assert.equal((await stage.mayday('resolve', first)).code, 0);
      const { code, out, err } = await watching.ended;
      assert.equal(code, 0);
      assert.match(out, /Resolved as fixed by alice \(cli\)/);
      assert.equal(out.match(/also in Oslo/g)?.length, 1);
      assert.equal(err, 'Nobody answers (is a worker running?). Waiting.\nGoing on.\n');
    });

    test('a closed one is shown and listed, but takes no message', async () => {
      const view = await stage.document<IncidentView>('show', first);
      assert.deepEqual([view.incident, view.phase], [first, 'resolved']);
      assert.deepEqual(await stage.document<ListLine[]>('list'), []);
      const all = await stage.document<ListLine[]>('list', '--all');
      assert.ok(all.some(({ incident, open }) => incident === first && !open));
      const { code, err } = await stage.mayday('ack', first);
      assert.equal(code, 1);
      assert.match(err, new RegExp(`^${first} is closed \\(completed .+ ago\\)\\.`));
    });
  });

  test('a Temporal that went away is one sentence', async () => {
    await stage.temporalDies();
    const { code, out, err } = await stage.mayday('list');
    assert.match(err, /^Temporal at 127\.0\.0\.1:\d+ does not answer.*\n$/);
    assert.equal(out, '');
    assert.equal(code, 1);
  });

  async function facts() {
    const entries = await stage.document<TimelineEntry[]>('timeline');
    const view = await stage.document<IncidentView>('show');
    return { acknowledged: entries.some(({ fact }) => fact.kind === 'acknowledged'), view };
  }

  /** The first arguments of a run's start, or of its signals of a name, as the server keeps them. */
  async function recorded<T>(workflowId: string, what: string): Promise<T[]> {
    const history = await stage.temporal.client.workflow.getHandle(workflowId).fetchHistory();
    return (history.events ?? []).flatMap((event) => {
      const {
        workflowExecutionStartedEventAttributes: start,
        workflowExecutionSignaledEventAttributes: signal,
      } = event;
      const payloads =
        what === 'start' ? start?.input : signal?.signalName === what ? signal?.input : undefined;
      const [payload] = payloads?.payloads ?? [];
      return payload ? [defaultPayloadConverter.fromPayload<T>(payload)] : [];
    });
  }
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not happen within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
