import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Signing, signatureCheck } from '../../../client/gateway/signature-check.ts';

const now = 1_795_000_000;
const secrets = ['the new secret', 'the old secret'];
const signing: Signing = { secrets, header: 'X-Signature', prefix: 'sha256=', secretOf: 'MAYDAY_TEST' };
const timed: Signing = { ...signing, timestampHeader: 'X-Time' };

const hmac = (secret: string, ...parts: (string | Buffer)[]) => {
  const made = createHmac('sha256', secret);
  for (const part of parts) made.update(part);
  return `sha256=${made.digest('hex')}`;
};

interface Sent {
  body: Buffer;
  signature: string;
  time?: string;
}

/** What is wrong with it, if anything is. */
const faultOf = (how: Signing, { body, signature, time }: Sent, at = now) =>
  signatureCheck(how).signature?.({
    body,
    headers: { 'x-signature': signature, ...(time === undefined ? {} : { 'x-time': time }) },
    at: at * 1_000,
  });

const bodies = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const secret = fc.constantFrom(...secrets);
const runs = { numRuns: Number(process.env.FC_RUNS ?? 300) };

/** The text with one byte of it changed. */
const otherByte = (text: Buffer) =>
  fc.tuple(fc.nat(Math.max(0, text.length - 1)), fc.integer({ min: 1, max: 255 })).map(([index, by]) => {
    const other = Buffer.from(text);
    other[index] = (other[index] ?? 0) ^ by;
    return other;
  });

test('what either secret signed passes, whatever its bytes', () => {
  fc.assert(
    fc.property(bodies, secret, (body, key) => {
      assert.equal(faultOf(signing, { body, signature: hmac(key, body) }), undefined);
      const time = String(now);
      assert.equal(faultOf(timed, { body, time, signature: hmac(key, `${time}:`, body) }), undefined);
    }),
    runs,
  );
});

test('any changed byte of the body is refused', () => {
  const changed = bodies
    .filter((body) => body.length > 0)
    .chain((body) => fc.tuple(fc.constant(body), otherByte(body)));
  fc.assert(
    fc.property(changed, secret, ([body, other], key) => {
      assert.match(
        faultOf(signing, { body: other, signature: hmac(key, body) }) ?? '',
        /is not by the secret/,
      );
    }),
    runs,
  );
});

test('any changed byte of the signature is refused', () => {
  const changed = fc
    .tuple(bodies, secret)
    .chain(([body, key]) => fc.tuple(fc.constant(body), otherByte(Buffer.from(hmac(key, body), 'latin1'))));
  fc.assert(
    fc.property(changed, ([body, other]) => {
      assert.ok(faultOf(signing, { body, signature: other.toString('latin1') }));
    }),
    runs,
  );
});

test('any changed byte of the timestamp is refused', () => {
  const changed = fc
    .tuple(bodies, secret)
    .chain((given) => fc.tuple(fc.constant(given), otherByte(Buffer.from(String(now)))));
  fc.assert(
    fc.property(changed, ([[body, key], other]) => {
      const signature = hmac(key, `${now}:`, body);
      assert.ok(faultOf(timed, { body, signature, time: other.toString('latin1') }));
    }),
    runs,
  );
});

test('a byte more or fewer anywhere is refused', () => {
  const body = Buffer.from('{"a":1}');
  const signature = hmac(secrets[0] ?? '', body);
  for (const sent of [
    { body: Buffer.concat([body, Buffer.from(' ')]), signature },
    { body: body.subarray(1), signature },
    { body, signature: `${signature}0` },
    { body, signature: signature.slice(0, -1) },
    { body, signature: signature.slice('sha256='.length) },
    { body, signature: signature.toUpperCase() },
  ])
    assert.ok(faultOf(signing, sent));
});

describe('each refusal says what to do', () => {
  const body = Buffer.from('{}');
  const signature = hmac('the new secret', `${now}:`, body);
  const cases: [name: string, sent: Partial<Sent>, at: number, says: RegExp][] = [
    ['no signature', { signature: '' }, now, /^It has no X-Signature: let the sender sign with/],
    ['no time', {}, now, /^It has no X-Time with a time in seconds/],
    ['a time in words', { time: 'now' }, now, /^It has no X-Time with a time in seconds/],
    [
      'old',
      { time: String(now) },
      now + 301,
      /^Its X-Time is more than five minutes old: compare the clocks/,
    ],
    [
      'of the future',
      { time: String(now) },
      now - 301,
      /is more than five minutes ahead: compare the clocks/,
    ],
    [
      'of another',
      { time: String(now), signature: hmac('?', body) },
      now,
      /^Its X-Signature is not by the secret of MAYDAY_TEST/,
    ],
  ];
  for (const [name, sent, at, says] of cases)
    test(name, () => assert.match(faultOf(timed, { body, signature, ...sent }, at) ?? '', says));

  test('five minutes are none of it', () => {
    for (const at of [now - 300, now + 300])
      assert.equal(faultOf(timed, { body, signature, time: String(now) }, at), undefined);
  });
});
