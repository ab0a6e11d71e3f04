import fc from 'fast-check';

const names = ['id', 'by', 'plan', 'hash', 'at', 'reason', 'signature', 'text', 'as', 'alerts', 'door'];
const ofAlerts = ['fingerprint', 'status', 'name', 'summary', 'startsAt', 'labels', 'annotations'];
const ofVerbs = ['to', 'severity', 'kind', 'mitigation', 'parameters', 'outcome', 'minutes', 'incident'];
const ofStarts = ['system', 'summary', 'group', 'mode', 'openedBy', 'slack', 'user', 'team', 'channel'];
const hostile = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'undecodable', 'length', ''];
const key = fc.constantFrom(...names, ...ofAlerts, ...ofVerbs, ...ofStarts, ...hostile);

const scalars = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  '',
  ' ',
  'firing',
  'fixed',
  'cli',
  '\ud83d',
  'x'.repeat(9_000),
];

/** What JSON can say, with the keys that matter often enough, own `__proto__` included. */
export const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...scalars),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 8 }).map((members) => Object.fromEntries(members)),
    nearlyAlerts(tie('value')),
    nearlyStart(tie('value')),
  ),
})).value;

/** Values that no JSON says, but another converter might. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
  }),
  fc.constantFrom(undefined, Symbol('odd'), () => 1, /x/, new Error('x'), Object.freeze([])),
);

function nearlyAlerts(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const text = fc.string({ minLength: 1 });
  const alert = fc.record(
    {
      fingerprint: text,
      status: fc.constantFrom('firing', 'resolved'),
      name: fc.oneof(text, value),
      startsAt: text,
      summary: value,
      labels: value,
    },
    { requiredKeys: ['fingerprint', 'status', 'name', 'startsAt'] },
  );
  return fc.record({ alerts: fc.array(alert, { maxLength: 3 }) });
}

function nearlyStart(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const kind = fc.constantFrom('alerts', 'person', 'mayday');
  return fc.record(
    {
      system: fc.constant('shop'),
      openedBy: fc.record({ kind, door: value, name: value }),
      alerts: value,
      mode: value,
    },
    { requiredKeys: ['openedBy'] },
  );
}
