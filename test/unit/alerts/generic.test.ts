import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readGeneric } from '../../../client/alerts/generic.ts';
import { at } from '../../../client/alerts/pointer.ts';
import { type HookEntry, hook } from '../../../systems/entries/hooks.ts';

const now = new Date('2026-11-21T10:00:00Z');
const bearer = `\${TOKEN}`;

/** A mapping as a file has it. */
const mapping = (entry: object): HookEntry => hook.parse({ bearer, ...entry });
const read = (body: unknown, entry: object) =>
  readGeneric(
    typeof body === 'string' ? body : JSON.stringify(body),
    { name: 'deploys', entry: mapping(entry) },
    now,
  );

const fields = {
  name: '/title',
  status: { at: '/state', firing: ['bad', 'worse'], resolved: ['ok'] },
  summary: '/message',
  startsAt: '/since',
  fingerprint: '/id',
  labels: { service: '/service/name', replicas: '/replicas', team: 'shop', gone: '/gone' },
};
const body = {
  title: 'Deploy failed',
  state: 'bad',
  message: 'pods do not start',
  since: 1_795_000_000,
  id: 7,
  service: { name: 'cart' },
  replicas: 3,
};

test('a body that is one alert, with fixed labels and those at places', () => {
  assert.deepEqual(read(body, { fields }), {
    wrong: [],
    groups: [
      {
        groupKey: 'deploys: 7',
        truncated: 0,
        alerts: [
          {
            fingerprint: '7',
            status: 'firing',
            name: 'Deploy failed',
            summary: 'pods do not start',
            labels: {
              alertname: 'Deploy failed',
              sender: 'deploys',
              service: 'cart',
              replicas: '3',
              team: 'shop',
            },
            annotations: {},
            startsAt: '2026-11-18T11:06:40.000Z',
          },
        ],
      },
    ],
  });
});

test('a list of alerts: a group for each, or for each value of the field; the end is in the group of its beginning', () => {
  const entry = {
    alerts: '/data/items',
    fields: { name: '/title', fingerprint: '/id', status: fields.status },
  };
  const items = [
    { title: 'A', id: 'a', state: 'bad', of: 'x' },
    { title: 'B', id: 'b', state: 'ok', of: 'x' },
  ];
  const { groups } = read({ data: { items } }, entry);
  assert.deepEqual(
    groups.map(({ groupKey, alerts }) => [groupKey, alerts.map(({ status }) => status)]),
    [
      ['deploys: a', ['firing']],
      ['deploys: b', ['resolved']],
    ],
  );
  const together = read({ data: { items } }, { ...entry, fields: { ...entry.fields, group: '/of' } });
  assert.deepEqual(
    together.groups.map(({ groupKey, alerts }) => [groupKey, alerts.length]),
    [['deploys: x', 2]],
  );
});

test('without a fingerprint name and labels are it; without a status it fires; without a start it begins now', () => {
  const of = (given: object) =>
    read(given, { fields: { name: '/title', labels: { service: '/s' } } }).groups[0]?.alerts[0];
  const one = of({ title: 'A', s: 'cart' });
  assert.deepEqual([one?.status, one?.startsAt], ['firing', now.toISOString()]);
  assert.equal(of({ title: 'A', s: 'cart', other: 1 })?.fingerprint, one?.fingerprint);
  assert.notEqual(of({ title: 'A', s: 'shop' })?.fingerprint, one?.fingerprint);
});

test('where words of one status are listed, all others are of the other', () => {
  const statusOf = (state: string, words: object) =>
    read({ title: 'A', state }, { fields: { name: '/title', status: { at: '/state', ...words } } }).groups[0]
      ?.alerts[0]?.status;
  assert.equal(statusOf('ok', { resolved: ['ok'] }), 'resolved');
  assert.equal(statusOf('anything', { resolved: ['ok'] }), 'firing');
  assert.equal(statusOf('anything', { firing: ['bad'] }), 'resolved');
});

test('times are RFC 3339, seconds or milliseconds', () => {
  const startOf = (since: unknown) =>
    read({ ...body, since }, { fields }).groups[0]?.alerts[0]?.startsAt ??
    read({ ...body, since }, { fields }).wrong[0];
  assert.equal(startOf('2026-11-18T12:06:40+01:00'), '2026-11-18T11:06:40.000Z');
  assert.equal(startOf(1_795_000_000_000), '2026-11-18T11:06:40.000Z');
  assert.equal(startOf(null), now.toISOString());
  assert.match(String(startOf('yesterday')), /^\/since: found "yesterday"; expected a time/);
});

describe('what a mapping does not find is said with its place', () => {
  const list = { alerts: '/items', fields };
  const cases: [name: string, body: unknown, entry: object, says: RegExp][] = [
    [
      'no JSON',
      '{',
      { fields },
      /^The body is not JSON .*: it takes what the hook deploys of the catalogue maps\.$/,
    ],
    ['no name', { ...body, title: '' }, { fields }, /^\/title: found ""; expected the name of the alert\.$/],
    ['an object as name', { ...body, title: {} }, { fields }, /^\/title: found an object; expected the name/],
    [
      'a word of no status',
      { ...body, state: 'odd' },
      { fields },
      /^\/state: found "odd"; expected one of bad, worse or ok\.$/,
    ],
    [
      'no fingerprint',
      { ...body, id: null },
      { fields },
      /^\/id: found null; expected what makes it the same/,
    ],
    ['no list', { items: 'none' }, list, /^\/items: found "none"; expected the list of alerts\.$/],
    ['an empty list', { items: [] }, list, /^\/items: found an empty list; expected the list of alerts\.$/],
    ['null', null, { fields }, /^\/title: found nothing/],
  ];
  for (const [name, given, entry, says] of cases)
    test(name, () => {
      const { groups, wrong } = read(given, entry);
      assert.equal(groups.length, 0);
      assert.match(wrong[0] ?? '', says);
    });

  test('one of several alerts, beside those that are read', () => {
    const { groups, wrong } = read({ items: [body, { title: 'B' }] }, list);
    assert.equal(groups.length, 1);
    assert.deepEqual(wrong, ['/items/1/state: found nothing; expected one of bad, worse or ok.']);
  });
});

test('a pointer finds own members and items only, and never throws', () => {
  const value = { 'a/b': [{ 'm~n': 1 }], '': 0, length: 5 };
  assert.equal(at(value, '/a~1b/0/m~0n'), 1);
  assert.equal(at(value, '/'), 0);
  for (const pointer of [
    '/constructor',
    '/__proto__/toString',
    '/a~1b/length',
    '/a~1b/-1',
    '/a~1b/00',
    '/length/0',
  ])
    assert.equal(at(value, pointer), undefined, pointer);
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (json, pointer) => {
      at(json, pointer);
    }),
  );
});

test('a body of any JSON is read or said to be wrong, never both missing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (json, listed) => {
      const { groups, wrong } = read(json, listed ? { alerts: '/items', fields } : { fields });
      assert.ok(groups.length > 0 || wrong.length > 0);
    }),
  );
});
