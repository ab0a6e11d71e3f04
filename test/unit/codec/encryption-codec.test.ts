import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { defaultPayloadConverter, type Payload, type SerializationContext } from '@temporalio/common';
import fc from 'fast-check';
import { type CodecOptions, encryptionCodec } from '../../../codec/encryption-codec.ts';
import { readKeyRing } from '../../../codec/key-ring.ts';
import type { Unreadable } from '../../../codec/sealed-payload.ts';
import { payloadConverter } from '../../../workflows/payload-converter.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [a, b] = [key('a'), key('b')];
const run = (workflowId: string): SerializationContext => ({
  type: 'workflow',
  namespace: 'prod',
  workflowId,
});
const activity = (workflowId: string): SerializationContext => ({
  type: 'activity',
  namespace: 'prod',
  workflowId,
  isLocal: false,
});
const here = run('incident:shop:databaseIssues:1');

function codec(keys: string, options: Partial<CodecOptions> = {}) {
  const heard: Unreadable[] = [];
  const hear = (unreadable: Unreadable) => heard.push(unreadable);
  const made = encryptionCodec({
    ring: readKeyRing(keys),
    namespace: 'prod',
    unreadable: 'value',
    hear,
    ...options,
  });
  const encoded = async (value: unknown, context?: SerializationContext) => {
    const [payload] = await made.encode([defaultPayloadConverter.toPayload(value)], context);
    return payload as Payload;
  };
  const decoded = async (payload: Payload, context?: SerializationContext) => {
    const [plain] = await made.decode([payload], context);
    return payloadConverter.fromPayload<unknown>(plain as Payload);
  };
  return { heard, encoded, decoded };
}

const undecodable = async (given: Promise<unknown>): Promise<string> => {
  const value = await given;
  assert.deepEqual(Object.keys(value as object), ['undecodable']);
  return (value as { undecodable: string }).undecodable;
};

describe('A payload that is encrypted', () => {
  test('comes back as it was, and shows nothing of itself', async () => {
    const { encoded, decoded } = codec(a);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        assert.deepEqual(await decoded(await encoded(value, here), here), JSON.parse(JSON.stringify(value)));
      }),
    );
    const payload = await encoded({ note: 'the password is hunter2' }, here);
    assert.ok(!Buffer.from(payload.data ?? []).includes('hunter2'));
    const shown = Object.entries(payload.metadata ?? {}).map(([name, value]) => [
      name,
      String(Buffer.from(value)),
    ]);
    assert.deepEqual(Object.fromEntries(shown), {
      encoding: 'binary/encrypted',
      'encryption-cipher': 'AES-256-GCM',
      'encryption-key-id': 'a',
      'encryption-workflow-id': 'incident:shop:databaseIssues:1',
    });
  });

  test('differs each time, also of the same value', async () => {
    const { encoded } = codec(a);
    const texts = await Promise.all(
      Array.from({ length: 50 }, async () => (await encoded('same', here)).data),
    );
    assert.equal(new Set(texts.map((text) => Buffer.from(text ?? []).toString('base64'))).size, 50);
  });

  test('is refused, whichever of its bytes is altered', async () => {
    const { encoded, decoded, heard } = codec(a);
    const { metadata, data } = await encoded({ is: 'well' }, here);
    for (let at = 0; at < (data?.length ?? 0); at++) {
      const altered = Uint8Array.from(data ?? []);
      altered[at] = (altered[at] as number) ^ 1;
      assert.match(await undecodable(decoded({ metadata, data: altered }, here)), /^It was altered/);
    }
    assert.ok(heard.length > 40);
    assert.ok(heard.every(({ because }) => because === 'altered'));
    for (const length of [0, 1, 27, 28])
      assert.match(
        await undecodable(decoded({ metadata, data: data?.subarray(0, length) }, here)),
        /altered/,
      );
    assert.match(await undecodable(decoded({ metadata }, here)), /altered/);
  });

  test('is refused where its workflow id is altered or taken away', async () => {
    const { encoded, decoded } = codec(a);
    const { metadata, data } = await encoded('approved', here);
    const other = { ...metadata, 'encryption-workflow-id': Buffer.from('other') };
    assert.match(await undecodable(decoded({ metadata: other, data }, run('other'))), /altered/);
    const { 'encryption-workflow-id': _, ...none } = metadata ?? {};
    assert.match(await undecodable(decoded({ metadata: none, data }, run('other'))), /altered/);
  });

  test('is refused by another run, as a message and as an answer of an activity', async () => {
    const { encoded, decoded, heard } = codec(a);
    const payload = await encoded('approved', here);
    for (const there of [run('other'), activity('other')])
      assert.match(await undecodable(decoded(payload, there)), /another run/);
    assert.deepEqual(
      heard.map(({ because }) => because),
      ['another run', 'another run'],
    );
    assert.equal(await decoded(payload, activity(here.workflowId as string)), 'approved');
  });

  test('is read where nobody says whose run it is, as the Temporal UI asks', async () => {
    const { encoded, decoded } = codec(a);
    assert.equal(await decoded(await encoded('a', here)), 'a');
    assert.equal(await decoded(await encoded('b'), here), 'b');
  });

  test('of a schedule is read by the runs that it starts, and by no other', async () => {
    const { encoded, decoded } = codec(a);
    const payload = await encoded('sweep', run('mayday-sweep'));
    assert.equal(await decoded(payload, run('mayday-sweep-2026-11-22T13:40:00Z')), 'sweep');
    const result = await encoded('progress', run('mayday-sweep-2026-11-22T13:40:00Z'));
    assert.equal(await decoded(result, run('mayday-sweep-2026-11-22T13:41:00Z')), 'progress');
    assert.match(await undecodable(decoded(payload, run('mayday-sweep-2'))), /another run/);
  });

  test('is refused in another namespace', async () => {
    const { encoded } = codec(a);
    const there = codec(a, { namespace: 'staging' });
    assert.match(
      await undecodable(there.decoded(await encoded('x', here), here)),
      /another namespace than staging/,
    );
  });
});

describe('Keys', () => {
  test('are changed without a gap: added behind, put first, taken away', async () => {
    const [old, added, first, alone] = [codec(a), codec(`${a},${b}`), codec(`${b},${a}`), codec(b)];
    const before = await old.encoded(1, here);
    const between = await added.encoded(2, here);
    const after = await first.encoded(3, here);
    for (const [ring, payload, value] of [
      [added, before, 1],
      [first, before, 1],
      [old, between, 2],
      [first, between, 2],
      [added, after, 3],
      [alone, after, 3],
    ] as const)
      assert.equal(await ring.decoded(payload, here), value);
    assert.match(
      await undecodable(alone.decoded(before, here)),
      /key "a", which MAYDAY_ENCRYPTION_KEYS does not have/,
    );
  });

  test('that a worker lacks: a message is a value, an answer of its own activity is tried again, a person is told', async () => {
    const payload = await codec(b).encoded('x', here);
    const worker = codec(a);
    assert.match(await undecodable(worker.decoded(payload, here)), /the key "b"/);
    await assert.rejects(worker.decoded(payload, activity(here.workflowId as string)), /the key "b"/);
    assert.deepEqual(
      worker.heard.map(({ because }) => because),
      ['unknown key', 'unknown key'],
    );
    await assert.rejects(codec(a, { unreadable: 'error' }).decoded(payload, here), /the key "b"/);
  });

  test('of one name that are not the same are told from each other', async () => {
    const payload = await codec(a).encoded('x', here);
    assert.match(await undecodable(codec(key('a')).decoded(payload, here)), /another key of the name "a"/);
  });

  test('none: plain goes out, plain is read, and what is encrypted says what is missing', async () => {
    const none = codec('');
    const plain = await none.encoded({ note: 'x' }, here);
    assert.equal(String(Buffer.from(plain.metadata?.encoding ?? [])), 'json/plain');
    for (const ring of [none, codec(a)]) assert.deepEqual(await ring.decoded(plain, here), { note: 'x' });
    assert.match(await undecodable(none.decoded(await codec(a).encoded('x', here), here)), /does not have/);
  });

  test('that cannot be used are refused with a sentence that does not show them', () => {
    const secret = randomBytes(31).toString('base64');
    for (const [text, sentence] of [
      [secret, /entry 1, has no id/],
      [`${a},:${secret}`, /entry 2, has an id that is none/],
      [`short:${secret}`, /entry 1, has a key of 31 bytes; write 32 bytes in base64/],
      [`${a},${a}`, /entry 2, has the id of another/],
      [',', /holds no key/],
      ['a:', /of 0 bytes/],
    ] as const)
      assert.throws(
        () => readKeyRing(text),
        ({ message }: Error) => sentence.test(message) && !message.includes(secret.slice(0, 20)),
      );
    assert.equal(readKeyRing(` ${a} ,\n${b}\n`).first?.id, 'a');
  });
});
