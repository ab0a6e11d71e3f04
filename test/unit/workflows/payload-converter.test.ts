import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { payloadConverter } from '../../../workflows/payload-converter.ts';

const encodings = [
  'json/plain',
  'json/protobuf',
  'binary/protobuf',
  'binary/plain',
  'binary/null',
  'json/PLAIN',
  '',
];
const texts = ['{"by":"alice"}', '{', '"\\ud83d"', '[[[[', '{"__proto__":1}', 'null', ''].map((text) =>
  Buffer.from(text),
);
const bytes = fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.constantFrom<Uint8Array>(...texts));
const metadata = fc.oneof(
  fc.record({
    encoding: fc
      .oneof(fc.constantFrom(...encodings), fc.string({ unit: 'binary' }))
      .map((text) => Buffer.from(text)),
    messageType: fc.string().map((text) => Buffer.from(text)),
  }),
  fc.dictionary(fc.string(), fc.uint8Array()),
);

describe('Decoding a payload never throws', () => {
  test('whatever its metadata and its data are', () => {
    const payload = fc.record({ metadata, data: bytes }, { requiredKeys: [] });
    fc.assert(
      fc.property(payload, (sent) => {
        payloadConverter.fromPayload(sent);
      }),
      { numRuns: 2_000 },
    );
  });

  test('even where it is no payload', () => {
    const member = fc.oneof(fc.anything(), bytes);
    const something = fc.oneof(fc.record({ metadata: member, data: member }), fc.anything());
    fc.assert(
      fc.property(something, (sent) => {
        payloadConverter.fromPayload(sent as Payload);
      }),
    );
  });

  test('what cannot be decoded says why', () => {
    const sent = (encoding: string, data: string) => ({
      metadata: {
        encoding: Buffer.from(encoding),
        messageType: Buffer.from('temporal.api.common.v1.Payload'),
      },
      data: Buffer.from(data),
    });
    for (const payload of [sent('json/protobuf', '{}'), sent('json/plain', '{'), sent('', '1'), {}])
      assert.ok(said(payload).length > 10, said(payload));
  });

  test('what is nested too deep to be encoded again, and what is no JSON, is told as such', () => {
    const nested = (levels: number) => ({
      metadata: { encoding: Buffer.from('json/plain') },
      data: Buffer.from('['.repeat(levels) + ']'.repeat(levels)),
    });
    assert.deepEqual(payloadConverter.fromPayload(nested(3)), [[[]]]);
    assert.match(said(nested(300)), /nested in more than 200 levels/);
    assert.match(said(nested(500_000)), /nested in more than 200 levels/);
    assert.match(said(defaultPayloadConverter.toPayload(new Uint8Array([1, 2]))), /bytes/);
  });

  test('what the default converter makes of a value comes back as it does there', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const payload = defaultPayloadConverter.toPayload(value);
        assert.deepEqual(payloadConverter.toPayload(value), payload);
        assert.deepEqual(payloadConverter.fromPayload(payload), defaultPayloadConverter.fromPayload(payload));
      }),
    );
  });
});

function said(payload: Payload): string {
  return payloadConverter.fromPayload<{ undecodable: string }>(payload).undecodable;
}
