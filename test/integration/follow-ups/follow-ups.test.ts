import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { OpenFollowUp } from '../../../client/cli/render/follow-ups.ts';
import { until } from '../../../servers/process.ts';
import {
  type FollowUpsView,
  followUpsQuery,
  postIncidentWorkflowId,
} from '../../../workflows/contract/follow-ups.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import { resolveSignal } from '../../../workflows/contract/messages.ts';
import { mayday } from '../../harness/mayday-command.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { type Opened, openWorld, type World } from '../sweeper/world.ts';

describe('What follows an incident, on a real Temporal', { skip: await notOurOwn('temporal') }, () => {
  let world: World;
  let first: Opened;
  let name: string;
  before(async () => {
    world = await openWorld();
    await world.workerComes();
    first = await resolved('first');
    name = incidentName(first.keyId);
  });
  after(() => world?.close());

  /** An incident that was fixed, once its follow-ups are listed and on Temporal's list. */
  async function resolved(group: string): Promise<Opened> {
    const incident = await world.opens(group);
    await incident.handle.signal(resolveSignal, { id: `resolve ${group}`, by: 'alice', as: 'fixed' });
    await incident.handle.result();
    const follows = handle(incident);
    await until(async () => (await follows.query(followUpsQuery)).items.length > 0, { deadlineMs: 60_000 });
    const listed = async () => (await command('follow-ups')).out.includes(incidentName(incident.keyId));
    await until(listed, { deadlineMs: 60_000 });
    return incident;
  }

  function handle({ keyId }: Pick<Opened, 'keyId'>) {
    return world.temporal.client.workflow.getHandle(postIncidentWorkflowId(keyId));
  }

  const command = (...words: string[]) =>
    mayday(words, { TEMPORAL_ADDRESS: world.temporal.address, MAYDAY_AS: 'alice' });

  test('it is no incident: the list of open ones does not show it', async () => {
    const { out } = await command('list');
    assert.equal(out, 'No incident is open. "mayday list --all" shows closed ones.\n');
  });

  test('its items are listed, soonest due first', async () => {
    const { out, code } = await command('follow-ups', '--json');
    assert.equal(code, 0);
    const items: OpenFollowUp[] = JSON.parse(out);
    assert.deepEqual(
      items.map(({ incident, item, title, owner, overdue }) => [incident, item, title, owner, overdue]),
      [
        [name, 1, 'write the post-mortem', 'on-call', false],
        [name, 2, 'hold the review', 'on-call', false],
      ],
    );
    const text = await command('follow-ups');
    assert.match(text.out, new RegExp(`^${name} +1 +in .* on-call +shop +write the post-mortem$`, 'm'));
  });

  test('an item is done, another one dropped with its reason, and then all is settled', async () => {
    const done = await command('done', name, '1');
    assert.deepEqual(done, { code: 0, out: `${name}: 1 (write the post-mortem) is done; 1 left\n`, err: '' });
    const unknown = await command('done', name, '7');
    assert.deepEqual([unknown.code, unknown.err], [1, 'there is no item 7: they are numbered from 1 to 2\n']);
    const noReason = await command('drop', name, '2');
    assert.equal(noReason.code, 2);
    const dropped = await command('drop', '2', '--reason', 'we are two people');
    assert.equal(dropped.out, `${name}: 2 (hold the review) is dropped; nothing is left\n`);
    await handle(first).result();
    await until(async () => (await command('follow-ups')).out === 'Nothing is left to do.\n', {
      deadlineMs: 60_000,
    });
  });

  test('of one incident they are shown also when they are settled, with who did what', async () => {
    const { out, code } = await command('follow-ups', name);
    assert.equal(code, 0);
    assert.match(out, /1 +done +write the post-mortem +done by alice \(cli, unverified\)$/m);
    assert.match(
      out,
      /2 +dropped +hold the review +dropped by alice \(cli, unverified\): we are two people$/m,
    );
    const view: FollowUpsView = JSON.parse((await command('follow-ups', name, '--json')).out);
    assert.equal(view.keyId, first.keyId);
    const again = await command('done', name, '1');
    assert.deepEqual([again.code, again.err], [1, `The follow-ups of ${name} are settled.\n`]);
  });

  test('follow-ups that somebody terminates are told once, wake nobody, and are kept as no incident', async () => {
    const incident = await resolved('second');
    await handle(incident).terminate('wrong system');
    const told = async () =>
      (await world.said(incident)).filter(({ text }) => text.startsWith('Its follow-ups: Terminated by '));
    for (let sweeps = 0; sweeps < 10 && (await told()).length === 0; sweeps += 1) await world.sweeps();
    await world.sweeps();
    assert.deepEqual(
      (await told()).map(({ kind, phase }) => [kind, phase]),
      [['update', 'resolved']],
    );
    assert.match(await world.archived(incident, 'record.json'), /"phase": "resolved"/);
    assert.match(
      await world.archived(incident, 'follow-ups.md'),
      /\| 1 \| write the post-mortem \| on-call \|/,
    );
  });

  test('an incident that is started over at its first task does not start its follow-ups twice', async () => {
    const before = await handle(first).describe();
    const { client } = world.temporal;
    const { runId } = await client.workflow.getHandle(first.workflowId).describe();
    const history = await client.workflow.getHandle(first.workflowId, runId).fetchHistory();
    const task = history.events?.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId;
    const { runId: anew } = await client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: first.workflowId, runId },
      workflowTaskFinishEventId: task,
      requestId: 'reset',
      reason: 'test',
    });
    assert.notEqual(anew, runId);
    await client.workflow.getHandle(first.workflowId, anew).result();
    assert.equal((await handle(first).describe()).runId, before.runId);
  });
});
