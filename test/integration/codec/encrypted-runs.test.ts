import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import type { Temporal } from '../../../client/temporal.ts';
import { dataConverterFrom } from '../../../codec/environment.ts';
import { until } from '../../../servers/process.ts';
import { bundleWorkflows } from '../../../worker/bundle.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { spellingsOf } from '../../harness/canaries.ts';
import { mayday } from '../../harness/mayday-command.ts';
import { unavailable } from '../../harness/servers.ts';
import { bytesOf, EncryptedWorld, newKey, opens, timeline } from './encrypted-world.ts';

const within = { deadlineMs: 90_000, everyMs: 200 };
const [first, second] = [newKey('k1'), newKey('k2')];
const said = 'Canary4711SaidByPeople';

describe('Incidents whose payloads are encrypted', { skip: await unavailable('temporal') }, () => {
  let world: EncryptedWorld;
  let sealing: Temporal;
  let plain: Temporal;

  before(async () => {
    world = await EncryptedWorld.open({ headless: true });
    [sealing, plain] = await Promise.all([world.client(first), world.client()]);
    await world.workerComes(first);
  });
  after(() => world?.close());

  const on = ({ client }: Temporal, { workflowId }: WorkflowHandle) => client.workflow.getHandle(workflowId);
  const note = (handle: WorkflowHandle, text: string) =>
    handle.signal('note', { id: randomUUID(), by: 'alice', text });
  const has = async (handle: WorkflowHandle, text: string) =>
    JSON.stringify(await timeline(handle)).includes(text);
  const heard = (handle: WorkflowHandle, text: string) => until(() => has(handle, text), within);

  async function resolved(handle: WorkflowHandle) {
    await handle.signal('resolve', { id: randomUUID(), by: 'alice', as: 'fixed' });
    const ended = async () => (await handle.describe()).status.name !== 'RUNNING';
    await until(ended, within);
    assert.equal((await handle.describe()).status.name, 'COMPLETED');
  }

  const unreadable = () => world.logged.filter((line) => line.includes('a payload cannot be read'));

  test('are led from alert to record, also by messages in plain, and Temporal keeps nothing that was said', async () => {
    const handle = await opens(sealing, `${said} in the alert`);
    await note(handle, `${said} by the command`);
    await heard(handle, `${said} by the command`);
    await note(on(plain, handle), 'said in the form of the Temporal UI');
    await heard(handle, 'said in the form of the Temporal UI');
    await assert.rejects(on(plain, handle).query('timeline'), /MAYDAY_ENCRYPTION_KEYS does not have/);
    await resolved(handle);

    const history = await handle.fetchHistory();
    const bytes = bytesOf(history).toString('latin1');
    assert.ok(bytes.includes('said in the form'), 'what came in plain is there, so the search can find');
    for (const spelling of spellingsOf(Buffer.from(said))) assert.ok(!bytes.includes(spelling), spelling);
    const keyId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? '';
    assert.match(await world.archived(keyId, 'record.json'), new RegExp(`${said} by the command`));
    assert.ok(!(await world.archived(keyId, 'history.json')).includes(said));
    assert.deepEqual(unreadable(), []);

    const file = world.place('exported.json');
    await writeFile(file, historyToJSON(history));
    const audit = (environment: Record<string, string>) => mayday(['audit', '--history', file], environment);
    const withKeys = await audit({ MAYDAY_ENCRYPTION_KEYS: first });
    assert.match(withKeys.out, /INC-/, withKeys.err);
    assert.match((await audit({})).err, /cannot be decrypted.*MAYDAY_ENCRYPTION_KEYS does not have/);

    const options = { workflowBundle: await bundleWorkflows() };
    const replay = (environment: Record<string, string>, workflowId?: string) =>
      Worker.runReplayHistory(
        { ...options, dataConverter: dataConverterFrom(environment, 'default') },
        history,
        workflowId,
      );
    await replay({ MAYDAY_ENCRYPTION_KEYS: first }, handle.workflowId);
    await assert.rejects(replay({ MAYDAY_ENCRYPTION_KEYS: first }, 'incident:other'));
  });

  test('that a person opens in plain go on encrypted', async () => {
    const handle = await plain.client.workflow.start('generalIncident', {
      workflowId: `by-hand-${randomUUID()}`,
      taskQueue: coordinationQueue,
      args: [{ system: 'shop', summary: 'opened in the form' }],
    });
    const { to } = (await on(sealing, handle).result()) as { to: string };
    const incident = sealing.client.workflow.getHandle(to);
    await heard(incident, 'opened in the form');
    await resolved(incident);
  });

  test('refuse a payload that was copied from another run, altered, or of an unknown key; and go on', async () => {
    const [from, to] = await Promise.all([opens(sealing, 'one'), opens(sealing, 'two')]);
    await note(from, 'meant for one');
    await heard(from, 'meant for one');
    const { events } = await from.fetchHistory();
    const sent = events?.find(
      ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'note',
    );
    const payload = sent?.workflowExecutionSignaledEventAttributes?.input?.payloads?.[0];
    assert.ok(payload?.data && payload.metadata);
    const altered = Uint8Array.from(payload.data);
    altered[20] = (altered[20] as number) ^ 1;
    const unknown = { ...payload.metadata, 'encryption-key-id': Buffer.from('k9') };
    for (const [forged, because] of [
      [payload, /encrypted for another run/],
      [{ ...payload, data: altered, metadata: metadataFor(payload.metadata, to.workflowId) }, /was altered/],
      [{ ...payload, metadata: unknown }, /the key \\"k9\\"/],
    ] as const) {
      await sealing.client.workflowService.signalWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: to.workflowId },
        signalName: 'note',
        input: { payloads: [forged] },
      });
      const refusals = async () =>
        JSON.stringify((await timeline(to)).filter(({ fact }) => fact.kind === 'message refused'));
      await until(async () => because.test(await refusals()), within);
    }
    assert.ok(!(await has(to, 'meant for one')));
    assert.ok(unreadable().length >= 3);
    world.logged.length = 0;
    await note(to, 'goes on');
    await heard(to, 'goes on');
    await Promise.all([resolved(from), resolved(to)]);
  });

  test('that fail say why to who has the keys, and to nobody else', async () => {
    const handle = await sealing.client.workflow.start('generalIncident', {
      workflowId: `wrong-${randomUUID()}`,
      taskQueue: coordinationQueue,
      args: [{ system: said, summary: 'x' }],
    });
    const sentence = async (run: WorkflowHandle) =>
      await run.result().then(
        () => 'no failure',
        (error: Error) => `${error.message} ${(error.cause as Error | undefined)?.message}`,
      );
    assert.match(await sentence(handle), new RegExp(said));
    const bytes = bytesOf(await handle.fetchHistory()).toString('latin1');
    assert.ok(!bytes.includes(said));
    assert.match(bytes, /Encoded failure/);
  });

  test('outlive a change of the keys: added behind, put first', async () => {
    const handle = await opens(sealing, 'through a rotation');
    await heard(handle, 'through a rotation');
    await world.workerComes(`${first},${second}`);
    const newer = on(await world.client(`${second},${first}`), handle);
    await note(newer, 'with the new key');
    await heard(handle, 'with the new key');
    await world.workerComes(`${second},${first}`);
    await note(handle, 'with the old key');
    await heard(newer, 'with the old key');
    assert.deepEqual(unreadable(), []);
    await resolved(newer);
  });

  test('wait, unharmed, where a worker lacks the key of what its own activities answered', async () => {
    const rotated = await world.client(`${second},${first}`);
    const handle = await opens(rotated, 'answered under the new key');
    await heard(handle, 'answered under the new key');
    await world.workerComes(first);
    await note(on(plain, handle), 'while the key is missing');
    await until(async () => unreadable().length > 0, within);
    assert.equal((await handle.describe()).status.name, 'RUNNING');
    await world.workerComes(`${second},${first}`);
    await heard(handle, 'while the key is missing');
    await resolved(handle);
  });
});

/** As whoever writes to Temporal could: with another id, but without the key. */
function metadataFor(metadata: Record<string, Uint8Array>, workflowId: string) {
  return { ...metadata, 'encryption-workflow-id': Buffer.from(workflowId) };
}
