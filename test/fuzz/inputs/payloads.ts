import fc from 'fast-check';
import { hostileText } from './texts.ts';
import { hostileValue, own } from './values.ts';

/** A payload as its bytes go over the wire to Temporal. */
export interface RawPayload {
  encoding: string;
  data: Buffer;
}

const names = [
  ...[
    'id',
    'by',
    'incident',
    'plan',
    'hash',
    'at',
    'reason',
    'signature',
    'breakGlass',
    'text',
    'kind',
    'to',
  ],
  ...[
    'severity',
    'mitigation',
    'parameters',
    'cites',
    'status',
    'message',
    'outcome',
    'minutes',
    'as',
    'users',
  ],
  ...[
    'functions',
    'revenue',
    'tickets',
    'item',
    'alerts',
    'door',
    'name',
    'slack',
    'signedIn',
    'fingerprint',
  ],
  ...[
    'startsAt',
    'labels',
    'annotations',
    'summary',
    'frozen',
    'thawed',
    'system',
    'beats',
    'place',
    'undecodable',
  ],
];
const likely: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    1,
    2,
    'alice',
    'fixed',
    'false alarm',
    'duplicate',
    'done',
    'again',
    'P0',
    'P7',
    'firing',
    'resolved',
  ),
  fc.constantFrom<unknown>(
    'on-call',
    'terminateIdleSessions',
    '0'.repeat(64),
    '2026-01-01T00:00:00Z',
    'update',
    'slack',
    'board',
  ),
  hostileValue,
);
const message = fc
  .array(fc.tuple(fc.constantFrom(...names), likely), { maxLength: 8 })
  .map((members) => own(members));
const nested = fc
  .tuple(fc.constantFrom(...names), fc.oneof(message, fc.array(message, { maxLength: 3 })))
  .map(([name, inner]) => own([[name, inner]]));

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const texts = fc.oneof(
  {
    arbitrary: fc.oneof(message, nested, hostileValue).map((value) => JSON.stringify(value) ?? 'null'),
    weight: 12,
  },
  { arbitrary: hostileText, weight: 2 },
  {
    arbitrary: fc.constantFrom(
      deep(199),
      deep(201),
      deep(60_000),
      '{"a":'.repeat(9_000),
      '"\\ud83d"',
      '1e999',
      '',
    ),
    weight: 1,
  },
  {
    arbitrary: fc
      .constantFrom(400_000, 1_500_000)
      .map((size) => `{"text":"${'x'.repeat(size)}","by":"alice"}`),
    weight: 1,
  },
);
const encoding = fc.oneof(
  { arbitrary: fc.constant('json/plain'), weight: 12 },
  {
    arbitrary: fc.constantFrom(
      'json/protobuf',
      'binary/plain',
      'binary/null',
      'binary/encrypted',
      'binary/protobuf',
      '',
    ),
    weight: 2,
  },
  { arbitrary: hostileText, weight: 1 },
);

/** What somebody who can reach Temporal may send. */
export const rawPayload: fc.Arbitrary<RawPayload> = fc
  .record({ encoding, text: texts })
  .map(({ encoding: named, text }) => ({ encoding: named, data: Buffer.from(text) }));
