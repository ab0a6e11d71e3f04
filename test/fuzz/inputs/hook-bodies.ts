import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { webhookBody } from '../../harness/pager-duty-webhooks.ts';
import { hostileText } from './texts.ts';
import { change, changed, hostileValue, reworded, words } from './values.ts';

export const senders = ['alertmanager', 'grafana', 'sentry', 'pagerduty', 'generic/deploys'] as const;
export type Sender = (typeof senders)[number];

/** What the hook `deploys` of the fuzzed catalogue maps. */
export const deploysHook = {
  bearer: '$' + '{DEPLOYS_TOKEN}',
  alerts: '/items',
  fields: {
    name: '/title',
    status: { at: '/state', firing: ['bad'], resolved: ['ok'] },
    summary: '/message',
    startsAt: '/since',
    fingerprint: '/id',
    group: '/of',
    labels: { service: '/service/name', team: '/team' },
  },
};

const folder = new URL('../../samples/', import.meta.url);
const samplesOf = (sender: string) =>
  readdirSync(folder)
    .filter((name) => name.startsWith(sender))
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown);

const deploys = {
  title: 'Deploy failed',
  state: 'bad',
  message: 'pods',
  since: 1_795_000_000,
  id: 7,
  of: 'x',
};
const events = ['triggered', 'acknowledged', 'resolved', 'annotated', 'reassigned', 'priority_updated'];

const right: Record<Sender, unknown[]> = {
  alertmanager: samplesOf('alertmanager'),
  grafana: samplesOf('grafana'),
  sentry: samplesOf('sentry'),
  pagerduty: events.map((type) => JSON.parse(webhookBody(`incident.${type}`, { key: 'mayday:x' }))),
  'generic/deploys': [{ items: [deploys, { ...deploys, state: 'ok', service: { name: 'cart' } }] }],
};

/** A body as bytes, to a hook. */
export interface HookBody {
  sender: Sender;
  body: Buffer;
}

const nearly = fc
  .constantFrom(...senders)
  .chain((sender) =>
    fc.tuple(fc.constant(sender), fc.constantFrom(...right[sender]), fc.array(change, { maxLength: 5 })),
  )
  .map(([sender, body, changes]) => ({ sender, text: JSON.stringify(changed(body, changes)) ?? '' }));

const spoken = fc
  .constantFrom(...senders)
  .chain((sender) => fc.tuple(fc.constant(sender), fc.constantFrom(...right[sender]), words))
  .map(([sender, body, texts]) => ({ sender, text: JSON.stringify(reworded(body, texts)) }));

const anyJson = fc
  .record({ sender: fc.constantFrom(...senders), value: hostileValue })
  .map(({ sender, value }) => ({ sender, text: JSON.stringify(value) ?? '' }));

/** JSON that no serializer writes: keys twice, numbers beyond measure, half of a body. */
const slips = fc
  .record({
    from: nearly,
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    lost: fc.integer({ min: 0, max: 30 }),
    insert: fc.oneof(
      fc.constantFrom(
        '"alerts":[],',
        '"__proto__":{"alerts":[]},',
        '"groupKey":"other",',
        '1e999',
        '-',
        '\\ud83d',
      ),
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        ',',
        ':',
        '\0',
        '\ufeff',
        '\\u0000',
        'null',
        '/*',
        '[{"'.repeat(20_000),
      ),
      hostileText,
    ),
  })
  .map(({ from: { sender, text }, at, lost, insert }) => {
    const place = Math.floor(at * text.length);
    return { sender, text: text.slice(0, place) + insert + text.slice(place + lost) };
  });

const encodings: ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text, 'latin1'),
  (text) => Buffer.from(`\ufeff${text}`),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => gzipSync(text),
  (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
];

/** Bodies that a sender might send, if it were broken or somebody's who means harm. */
export const hookBody: fc.Arbitrary<HookBody> = fc.oneof(
  { arbitrary: spoken.map(encoded), weight: 10 },
  { arbitrary: nearly.map(encoded), weight: 8 },
  { arbitrary: slips.map(encoded), weight: 4 },
  { arbitrary: anyJson.map(encoded), weight: 3 },
  {
    arbitrary: fc
      .tuple(nearly, fc.constantFrom(...encodings))
      .map(([{ sender, text }, encode]) => ({ sender, body: encode(text) })),
    weight: 2,
  },
  {
    arbitrary: fc.record({ sender: fc.constantFrom(...senders), body: fc.uint8Array().map(Buffer.from) }),
    weight: 1,
  },
);

function encoded({ sender, text }: { sender: Sender; text: string }): HookBody {
  return { sender, body: Buffer.from(text) };
}
