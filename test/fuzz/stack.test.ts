import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import * as messages from '../../workflows/contract/messages.ts';
import { runsOr } from '../harness/config.ts';
import { unavailable } from '../harness/servers.ts';
import { FuzzedIncident } from './incident.ts';
import { type HookBody, hookBody } from './inputs/hook-bodies.ts';
import { rawPayload } from './inputs/payloads.ts';
import { type ClickedAt, slackForm } from './inputs/slack-payloads.ts';
import { tries } from './tries.ts';
import { type Answered, FuzzWorld } from './world.ts';

const named = (kind: RegExp) =>
  Object.entries(messages).flatMap(([name, of]) =>
    kind.test(name) && typeof of === 'object' && 'name' in of ? [of.name] : [],
  );
const signals = named(/Signal$/);
const queries = named(/Query$/);

/** 2xx, or what is wrong and what to do about it. */
function assertAnswered({ status, text, ms }: Answered, also: readonly number[] = []): void {
  const fine = [200, 202, 400, 401, 404, 413, 415, 503, ...also].includes(status);
  assert.ok(fine, `it answered ${status}: ${text.slice(0, 300)}`);
  assert.ok(ms < 30_000, `it took ${ms} ms`);
  assert.ok(text.length < 200_000);
  if (status >= 400) assert.ok(JSON.parse(text).error.length > 10, text);
}

describe('Whatever reaches the stack', { skip: await unavailable('temporal') }, () => {
  let world: FuzzWorld;
  const opened = new Map<string, ClickedAt>();
  before(async () => {
    world = await FuzzWorld.open();
  });
  after(() => world?.close());

  const incidents = () =>
    [...opened.values()].map(({ workflowId }) => new FuzzedIncident(world.stack.client, workflowId));

  async function letIn(input: HookBody): Promise<void> {
    const answered = await world.hook(input);
    assertAnswered(answered);
    if (answered.status !== 202) return;
    for (const { workflowId, runId } of JSON.parse(answered.text).incidents ?? [])
      if (workflowId.startsWith('incident:') && runId) opened.set(workflowId, { workflowId, keyId: runId });
  }

  test('a hook is answered, and never with a mistake of the gateway', async (context) => {
    const show = ({ sender, body }: HookBody) => `${sender} ${body}`;
    await tries(context, hookBody, { enough: 60, costly: true, show }, letIn);
    context.diagnostic(`${opened.size} incidents opened`);
    if (runsOr(6_000) >= 6_000) assert.ok(opened.size > 3);
  });

  test('bodies that are packed, vast, deep or of another type are refused', async () => {
    const body = Buffer.from('{"groupKey":"packed","alerts":[]}');
    const packed = { sender: 'alertmanager', body: gzipSync(Buffer.alloc(50_000_000, 32)) } as const;
    assert.equal((await world.hook(packed, { 'content-encoding': 'gzip' })).status, 400);
    // Who is still sending when the answer comes may see no more than the connection end.
    const vast = await world
      .hook({ sender: 'alertmanager', body: Buffer.alloc(6_000_000, 32) })
      .catch((error: Error) => error);
    if (vast instanceof Error) assert.match(vast.message, /fetch failed/);
    else assert.equal(vast.status, 413);
    for (const type of ['text/plain', 'multipart/form-data', 'application/json; charset=utf-16', 'x'])
      assertAnswered(await world.hook({ sender: 'alertmanager', body }, { 'content-type': type }));
    const deep = Buffer.from(`{"groupKey":"deep","alerts":${'['.repeat(2_000_000)}`);
    assert.equal((await world.hook({ sender: 'alertmanager', body: deep })).status, 400);
  });

  test('what Slack signs is answered, whoever made it', async (context) => {
    const show = (input: object) => JSON.stringify(input);
    const forms = slackForm([...opened.values()]);
    // 502: Slack itself does not open a form for a trigger that it never gave.
    await tries(context, forms, { enough: 150, costly: true, show }, async (form) => {
      assertAnswered(await world.slackForm(form), [502]);
    });
    assert.equal((await fetch(`${world.stack.gatewayUrl}/readyz`)).status, 200);
  });

  test('what is signalled past the gateway fails no task', async (context) => {
    const [incident] = incidents();
    assert.ok(incident);
    assert.ok(signals.length > 15, 'the signals of the contract were found');
    // One that can be read would be right to end it.
    const open = fc.constantFrom(...signals.filter((name) => name !== 'resolve'), 'noSuchSignal');
    const still = fc.record({ signal: open, payload: rawPayload });
    await tries(context, still, { enough: 150, costly: true }, ({ signal, payload }) =>
      incident.signal(signal, payload),
    );
    assert.equal((await incident.note('still here')).outcome, 'done');
    assert.deepEqual(await incident.failedTasks(), []);
  });

  test('questions of any shape are answered or refused, and fail no task', async (context) => {
    const [incident] = incidents();
    assert.ok(incident);
    const argument = fc.oneof(fc.string({ unit: 'binary' }), fc.anything({ maxDepth: 2 }));
    await tries(
      context,
      fc.tuple(fc.constantFrom(...queries, '__stack_trace'), argument),
      { enough: 20, costly: true },
      async ([name, value]) => {
        const asked = incident.handle.query(name, JSON.stringify(value) ?? null);
        await asked.catch((error: Error) => assert.match(error.name, /Query|Service/));
      },
    );
    for (const id of ['__proto__', '', 'x'.repeat(100_000), '\ud83d']) {
      const answer: messages.Answer = await incident.handle.executeUpdate(messages.answerUpdate, {
        args: [id],
      });
      assert.equal(answer.outcome, 'unknown');
    }
    assert.deepEqual(await incident.failedTasks(), []);
  });

  test('every incident that was let in takes a note and ends', async (context) => {
    for (const incident of incidents()) {
      assert.equal((await incident.note('still here')).outcome, 'done');
      await incident.resolve();
      assert.deepEqual(await incident.failedTasks(), []);
    }
    context.diagnostic(`${opened.size} incidents ended`);
  });

  test('nobody is mentioned, linked or written to by the words of a stranger', (context) => {
    const { slack, mail, stack } = world;
    const texts = slack.messages.flatMap(({ text, blocks, edits }) => [
      text,
      ...marked(blocks),
      ...edits.flatMap((edit) => [edit.text, ...marked(edit.blocks)]),
    ]);
    for (const text of texts) {
      for (const [control] of text.matchAll(/<[^>]*>/g)) {
        const known =
          control === '<@UALICE0001>' ||
          control.startsWith('<!date^') ||
          control.startsWith(`<${stack.gatewayUrl}/`);
        assert.ok(known, `${control} in ${JSON.stringify(text.slice(0, 500))}`);
      }
    }
    for (const { to, raw } of mail.taken) {
      assert.deepEqual(to, ['ops@example.com']);
      const [head = ''] = raw.split('\r\n\r\n');
      assert.doesNotMatch(head, /^(?:bcc|cc|reply-to):/im);
    }
    context.diagnostic(`${texts.length} texts in Slack, ${mail.taken.length} letters`);
    assert.ok(texts.length > 10);
  });
});

/** What Slack reads as mrkdwn, at any depth of blocks. */
function marked(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(marked);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  if (type === 'mrkdwn' && typeof text === 'string') return [text];
  return Object.values(value).flatMap(marked);
}
