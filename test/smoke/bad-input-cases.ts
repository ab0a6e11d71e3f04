import { fromTheUi, type Raw } from './bad-input-world.ts';

export const json = (value: unknown): Raw => ({ encoding: 'json/plain', data: JSON.stringify(value) });
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** Starts by a person, each with the sentence it fails with. */
export const starts: [string, Raw | undefined, RegExp][] = [
  [
    'an unknown system',
    json({ system: 'dmeo' }),
    /^There is no system "dmeo"; did you mean "demo"\? Systems: /,
  ],
  [
    'an unknown severity',
    json({ system: 'demo', severity: 'P7' }),
    /^"P7" is no severity of demo\. Write P0 or /,
  ],
  [
    'a key that is not known',
    json({ system: 'demo', sumary: 'x' }),
    /^"sumary" is not known here; did you mean "summary"\?/,
  ],
  [
    'half a character in a key',
    { encoding: 'json/plain', data: '{"system":"demo","\\ud83d":1}' },
    /is not known here/,
  ],
  ['a system that is a number', json({ system: 7 }), /^"system" is 7: write it as text\./],
  ['a list', json(['demo']), /^The input is a list: write one JSON object instead, at least \{"system": /],
  ['nothing', undefined, /^The run was started without an input: write one JSON object/],
  [
    'a system whose file is malformed',
    json({ system: 'broken' }),
    /^The file of system broken has to be mended first\. broken\.yaml:/,
  ],
  [
    "the Temporal UI's json/protobuf",
    fromTheUi({ system: 'demo' }),
    /^The input could not be decoded \(.+\): choose the encoding json\/plain/,
  ],
  [
    'half of a JSON',
    { encoding: 'json/plain', data: '{"system":' },
    /^The input could not be decoded \(.+\): choose the encoding json\/plain/,
  ],
  [
    'bytes',
    { encoding: 'binary/plain', data: '{"system":"demo"}' },
    /^The input could not be decoded \(it is bytes and not JSON\): /,
  ],
  [
    'what is nested too deep',
    { encoding: 'json/plain', data: `{"system":"demo","parameters":{"a":${deep(50_000)}}}` },
    /^The input could not be decoded \(it is nested in more than 200 levels\): /,
  ],
];

/** What no verb can read. */
export const unreadable: Record<string, Raw> = {
  "the Temporal UI's json/protobuf": fromTheUi({ by: 'alice', workflowId: 'x' }),
  'an encoding nobody has heard of': { encoding: 'binary/unheard-of', data: 'zzz' },
  'half of a JSON': { encoding: 'json/plain', data: '{' },
  bytes: { encoding: 'binary/plain', data: 'zzz' },
  'what is nested too deep': { encoding: 'json/plain', data: deep(50_000) },
  'a text': json('yes please'),
  'a list': json([{}]),
  'what claims to be undecodable': json({ undecodable: { toString: null } }),
};

/** What is nearly a message. */
export const odd: [string, Raw][] = [
  ['assign', json({ to: 'constructor' })],
  ['changeSeverity', json({ severity: '__proto__', reason: 'x' })],
  ['propose', json({ mitigation: 'constructor', parameters: { __proto__: 1 } })],
  ['undo', json({ plan: '__proto__' })],
  ['outcome', json({ plan: 1, outcome: 'toString' })],
  ['extend', json({ minutes: 1e300 })],
  [
    'alerts',
    json({
      alerts: [{ fingerprint: '__proto__', status: 'firing', name: 'n', startsAt: 's', summary: 7 }],
    }),
  ],
  ['alerts', json({ alerts: [{ fingerprint: 'f', status: 'firing', name: 7, startsAt: 's' }] })],
  ['note', json({ text: '漢'.repeat(4_000), by: { name: '🚨'.repeat(500), door: 'back' } })],
  ['note', { encoding: 'json/plain', data: '{"text":"\\ud83d","by":"\\ud83d"}' }],
  ['note', json({ text: 'x'.repeat(1_000_000), id: 'y'.repeat(100_000) })],
  ['note', json({ text: 7 })],
  ['approve', json({ plan: 'one', hash: 'x' })],
  ['approve', json({ plan: 1e300, hash: '0'.repeat(64) })],
  ['reject', json({ plan: 9, hash: '0'.repeat(64), by: { toString: 1 } })],
  ['resolve', json({ as: 'whatever' })],
  ['recheck', { encoding: 'json/plain', data: '{"__proto__":{"by":"mallory"},"constructor":1}' }],
];

/** Words, environment, exit code and sentence of the command line. */
export const commands: [string[], Record<string, string>, number, RegExp][] = [
  [['shwo'], {}, 2, /^unknown command 'shwo' \(Did you mean show\?\)$/],
  [
    ['approve', 'incident:demo:generalIncident:000000000000', '--plan', '1'],
    { MAYDAY_AS: 'nobody' },
    1,
    /^There is no key of nobody at .+\.pem: make one with "mayday keygen nobody"/,
  ],
  [['approve', '--plan', '1'], {}, 2, /^Say who decides: --as NAME/],
  [['show', 'INC-000000'], {}, 1, /^No incident is called INC-000000: "mayday list --all" shows/],
  [['show', 'the-one'], {}, 2, /^"the-one" is no incident: give a name such as INC-7K3FQ2/],
  [
    ['start', 'databaseIssues', '--system', 'dmeo', '--as', 'alice'],
    {},
    1,
    /^There is no system "dmeo"; did you mean "demo"\?/,
  ],
];
