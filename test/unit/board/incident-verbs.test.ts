import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verbs } from '../../../client/board/incident/verbs.ts';

function read(verb: string, fields: Record<string, string>) {
  const result = verbs[verb]?.read.safeParse({ once: '1', ...fields });
  assert.ok(result);
  return result.success ? result.data : result.error.issues.map(({ message }) => message).join(' ');
}

describe('what a form says becomes a message', () => {
  test('texts are trimmed, numbers are numbers, and what is left empty is not said', () => {
    assert.deepEqual(read('note', { text: ' seen ', kind: '' }), { text: 'seen', kind: undefined });
    assert.deepEqual(read('update', { text: 'soon' }), { text: 'soon', kind: 'update' });
    assert.deepEqual(read('extend', { minutes: ' 15 ' }), { minutes: 15 });
    assert.deepEqual(read('impact', { users: '12', functions: '', revenue: ' ', tickets: '' }), {
      users: 12,
      functions: undefined,
      revenue: undefined,
      tickets: undefined,
    });
    assert.deepEqual(read('resolve', { as: 'fixed', reason: '' }), { as: 'fixed', reason: undefined });
    assert.deepEqual(read('tick', { item: '3' }), { item: 3 });
    assert.deepEqual(read('acknowledge', {}), {});
  });

  test('each mistake is a sentence that says what to write', () => {
    const wrong: [verb: string, fields: Record<string, string>, says: RegExp][] = [
      ['note', { text: '  ' }, /^Write what everybody should know\.$/],
      ['note', {}, /^Write what everybody should know\.$/],
      ['note', { text: 'x'.repeat(4001) }, /^It has 4001 characters, and 4000 are the most\.$/],
      ['note', { text: 'x', kind: 'other' }, /^Choose what kind of note it is\.$/],
      ['assign', {}, /^Choose a person or a role\.$/],
      ['severity', { severity: 'P1', reason: '' }, /^Write why the severity changes\.$/],
      ['extend', { minutes: '61' }, /^Write 1 to 60 minutes\.$/],
      ['extend', { minutes: '1e1' }, /^Write 1 to 60 minutes\.$/],
      ['impact', { users: '', tickets: ' ' }, /^Fill in at least one of the fields\.$/],
      ['impact', { users: 'many' }, /^Write the users as a whole number, e\.g\. 1200\.$/],
      ['publish', { status: '', message: '' }, /^Choose how far it is, write a message, or both\.$/],
      ['resolve', { as: 'gone' }, /^Choose how it ended\.$/],
      ['resolve', { as: 'duplicate', reason: '' }, /^Write which incident it is a duplicate of\.$/],
      ['undo', { plan: 'x' }, /^This form names no plan: load the page again\.$/],
      ['tick', {}, /^This form names no item of the checklist: load the page again\.$/],
    ];
    for (const [verb, fields, says] of wrong) assert.match(String(read(verb, fields)), says, verb);
  });
});
