import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { actorName } from '../../../workflows/contract/people.ts';
import { readAlerts } from '../../../workflows/incident/alert-guard.ts';
import * as ofPeople from '../../../workflows/incident/guards.ts';
import { readInput, withoutCarried } from '../../../workflows/incident/input.ts';
import { json, odd } from './payloads.ts';

const { claimed, readMessage } = ofPeople;
const guards = Object.entries({ ...ofPeople, readAlerts }).flatMap(([name, guard]) =>
  name.startsWith('read') ? [[name, guard as (value: unknown) => ofPeople.Read<object>] as const] : [],
);

/** Every text in a value, with the names of its members. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsOf(member)]);
}

describe('Guards take anything from outside', () => {
  for (const [name, read] of guards) {
    const answers = (value: unknown) => {
      const { message, refused } = read(value);
      assert.notEqual(message === undefined, refused === undefined);
      if (refused !== undefined)
        assert.ok(refused.length > 10 && refused.length < 400, refused.slice(0, 400));
      else assert.equal(Object.getPrototypeOf(message), Object.prototype);
    };

    test(`${name} answers with a message or a sentence, and never throws`, () => {
      fc.assert(fc.property(json, answers), { numRuns: 3_000 });
      fc.assert(fc.property(odd, answers), { numRuns: 500 });
    });

    test(`${name} cuts what is too long`, () => {
      fc.assert(
        fc.property(json, (value) => {
          for (const text of textsOf(read(value).message)) assert.ok(text.length <= 4_000);
        }),
      );
    });

    test(`${name} takes nothing from __proto__`, () => {
      const members =
        '"id": "1", "by": "mallory", "plan": 1, "hash": "0123456789", "text": "x", "as": "duplicate", "alerts": []';
      const { message } = read(JSON.parse(`{"__proto__": {${members}}, "constructor": {${members}}}`));
      assert.doesNotMatch(JSON.stringify(message ?? {}), /mallory|0123456789|duplicate|__proto__/);
    });
  }

  test('who sent a message is always somebody with a name, through a known door, unverified', () => {
    fc.assert(
      fc.property(json, (value) => {
        const { message } = readMessage(value);
        if (!message) return;
        const by = claimed(message);
        assert.ok(by.kind === 'person' && by.name.trim() !== '' && !by.verified);
        assert.ok(['cli', 'board', 'temporal-ui', 'demo --yes'].includes(by.door));
      }),
      { numRuns: 2_000 },
    );
  });

  test('of a start that was let in nothing is left that is not as it should be', () => {
    fc.assert(
      fc.property(fc.oneof(json, odd), (value) => {
        withoutCarried(value);
        const { alerts: _, openedBy, mode, parameters = {}, ...texts } = readInput(value);
        for (const given of Object.values(parameters)) assert.match(typeof given, /^(string|number)$/);
        for (const text of Object.values(texts)) assert.ok(text === undefined || typeof text === 'string');
        assert.ok(['live', 'dry-run', 'shadow'].includes(mode ?? 'live'));
        assert.ok(openedBy === undefined || actorName(openedBy).length > 0);
      }),
      { numRuns: 2_000 },
    );
    assert.deepEqual(withoutCarried(['demo']), ['demo']);
    assert.equal(readInput({ system: 'demo', carried: {}, key: 'x' }).key, undefined);
  });

  test('what was decoded to bytes is no message', () => {
    assert.match(readMessage(new Uint8Array([1, 2])).refused ?? '', /^send one JSON object/);
  });

  test('an alert keeps what an alert has, and nothing else', () => {
    const alert = { fingerprint: 'f', status: 'firing', name: 'n', startsAt: '2026-01-01T00:00:00Z' };
    const { message } = readAlerts({
      alerts: [{ ...alert, summary: 7, labels: { a: 'b', c: 1 }, annotations: 'none', more: {} }],
    });
    assert.deepEqual(JSON.parse(JSON.stringify(message)), {
      door: 'unknown sender',
      alerts: [{ ...alert, summary: '', labels: { a: 'b' }, annotations: {} }],
    });
    const { refused } = readAlerts({ alerts: [alert, { ...alert, startsAt: 7 }] });
    assert.equal(refused, 'alert 2 of 2 lacks fingerprint, status, name or startsAt');
  });
});
