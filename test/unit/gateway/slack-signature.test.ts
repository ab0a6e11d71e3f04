import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Signed, signatureFault } from '../../../client/gateway/slack/signature.ts';

const now = Date.parse('2026-01-31T12:00:00.500Z');
const timestamp = `${Math.floor(now / 1_000)}`;
const body = Buffer.from(
  `payload=${encodeURIComponent('{"type":"block_actions","user":{"id":"U1"},"é":"🚨"}')}`,
);

function signed(change: Partial<Signed & { secret: string }> = {}): Signed {
  const { secret = 'secret', ...given } = { signingSecrets: ['secret'], body, timestamp, now, ...change };
  const hmac = createHmac('sha256', secret).update(`v0:${given.timestamp}:`).update(given.body);
  return { ...given, signature: `v0=${hmac.digest('hex')}`, ...change };
}

function at(offset: number): Partial<Signed> {
  return { timestamp: `${Math.floor(now / 1_000) + offset}` };
}

describe("Slack's signature", () => {
  test('fits what Slack signed with our secret', () => {
    assert.equal(signatureFault(signed()), undefined);
    assert.equal(signatureFault(signed({ body: Buffer.alloc(0) })), undefined);
  });

  test("fits the example of Slack's documentation", () => {
    const example = Buffer.from(
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    );
    const documented: Signed = {
      signingSecrets: ['8f742231b10e8888abcd99yyyzzz85a5'],
      body: example,
      timestamp: '1531420618',
      signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      now: 1_531_420_618_000,
    };
    assert.equal(signatureFault(documented), undefined);
  });

  test('is over the bytes, also where they are no text', () => {
    assert.equal(signatureFault(signed({ body: Buffer.from([0xff, 0xfe, 0x80]) })), undefined);
    const replaced = Buffer.from(Buffer.from([0xff]).toString('utf8'));
    assert.ok(signatureFault({ ...signed({ body: Buffer.from([0xff]) }), body: replaced }));
  });

  test('is refused when made with another secret', () => {
    assert.match(signatureFault(signed({ secret: 'other' })) ?? '', /not by our signing secret/);
  });

  test('is by any of the secrets, so that one can replace another without a gap', () => {
    const both = { signingSecrets: ['new', 'old'] };
    for (const secret of ['new', 'old']) assert.equal(signatureFault(signed({ ...both, secret })), undefined);
    assert.match(signatureFault(signed({ ...both, secret: 'older' })) ?? '', /not by our signing secret/);
    assert.match(signatureFault(signed({ signingSecrets: [] })) ?? '', /not by our signing secret/);
  });

  test('is good for five minutes, in both directions, whoever signed', () => {
    assert.equal(signatureFault(signed(at(-299))), undefined);
    assert.equal(signatureFault(signed(at(300))), undefined);
    assert.match(signatureFault(signed(at(-300))) ?? '', /more than five minutes old/);
    assert.match(signatureFault(signed(at(301))) ?? '', /more than five minutes ahead/);
  });

  test('needs a timestamp in whole seconds', () => {
    for (const wrong of [
      undefined,
      '',
      'now',
      '-1',
      '1e9',
      `${timestamp}.0`,
      ` ${timestamp}`,
      [timestamp],
      `${timestamp}000`,
    ]) {
      assert.ok(signatureFault(signed({ timestamp: wrong })), String(wrong));
    }
  });

  test('needs the form v0= and 64 lower-case hex digits, once', () => {
    const { signature } = signed() as { signature: string };
    for (const wrong of [
      undefined,
      '',
      'v0=',
      signature.slice(0, -1),
      `${signature}0`,
      signature.slice(3),
      signature.replace('v0', 'v1'),
      signature.toUpperCase(),
      ` ${signature}`,
      `${signature},${signature}`,
      [signature],
      `v0=${'é'.repeat(64)}`,
    ]) {
      assert.ok(signatureFault({ ...signed(), signature: wrong }), String(wrong));
    }
  });

  test('200 random corruptions of body, header and timestamp are all refused', (context) => {
    const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
    context.diagnostic(`seed ${seed}`);
    const good = signed() as Signed & { signature: string; timestamp: string };
    const texts = { timestamp: Buffer.from(good.timestamp), signature: Buffer.from(good.signature), body };
    const corruption = fc.record({
      field: fc.constantFrom('body', 'signature', 'timestamp'),
      how: fc.constantFrom('flip', 'cut', 'insert', 'swap'),
      place: fc.nat(),
      byte: fc.integer({ min: 1, max: 255 }),
    });
    let refused = 0;
    fc.assert(
      fc.property(corruption, ({ field, how, place, byte }) => {
        const whole = texts[field as keyof typeof texts];
        const spot = place % whole.length;
        const corrupted = corrupt(whole, how, spot, byte);
        fc.pre(!corrupted.equals(whole));
        const value = field === 'body' ? corrupted : corrupted.toString('latin1');
        assert.notEqual(signatureFault({ ...good, [field]: value }), undefined);
        refused += 1;
      }),
      { numRuns: 200, seed },
    );
    assert.equal(refused, 200);
  });
});

function corrupt(whole: Buffer, how: string, spot: number, byte: number): Buffer {
  const [before, here, after] = [whole.subarray(0, spot), whole[spot] ?? 0, whole.subarray(spot + 1)];
  if (how === 'flip') return Buffer.concat([before, Buffer.from([here ^ byte]), after]);
  if (how === 'cut') return Buffer.concat([before, after]);
  if (how === 'insert') return Buffer.concat([before, Buffer.from([byte, here]), after]);
  return Buffer.concat([after, Buffer.from([here]), before]);
}
