import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import type { Improvement } from '../../../workflows/contract/mitigations.ts';
import { whole } from './broken-files.ts';

const limit = (name: string, more = '') => `  ${name}:
    title: ${name}
    action: postgres.limitConnections
    target: db
    role: ${name}
    risk: reversible
    temporary: ${name === 'limitBatch'}
    asks: { limit: { question: How many?${more} } }
`;

const parts = [
  limit('limitApp'),
  limit('limitBatch', ', min: 2, max: 50'),
  `  endActive:
    title: End long queries
    action: postgres.terminateSessions
    target: db
    sessions: { state: active, longerThan: 5m, atMost: 20 }
    risk: destructive
  pruneOne:
    title: Delete images of one host
    action: containers.pruneImages
    target: one
    risk: destructive
  pruneAnother:
    title: Delete images of another host
    action: containers.pruneImages
    target: another
    risk: destructive
`,
].join('');

/** A file whose mitigation `both` is a bundle. */
function withBundle(of: string, more = ''): string {
  const bundle = `  both:
    title: Both
    action: bundle
    of: ${of}
${more}`;
  const hosts = '  one: { kind: host, pool: one }\n  another: { kind: host, pool: another }\n';
  return whole
    .replace('targets:\n', `targets:\n${hosts}`)
    .replace('runbooks:\n', `${parts}${bundle}runbooks:\n`)
    .replace('[endIdle]', '[endIdle, both]');
}

function read(text: string) {
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  const profile = profileOf(loaded.system, loaded.hash, 'databaseIssues', new Date());
  return { entry: loaded.system.mitigations.both, profile };
}

test('a bundle asks each question once, within what all of its parts take, and is temporary if one of them is', () => {
  const { mitigations } = read(withBundle('[limitApp, limitBatch]')).profile;
  const both = mitigations.find(({ name }) => name === 'both');
  assert.ok(both?.action === 'bundle');
  assert.deepEqual(
    both.of.map(({ name }) => name),
    ['limitApp', 'limitBatch'],
  );
  assert.deepEqual(both.asks, [{ name: 'limit', kind: 'integer', question: 'How many?', min: 2, max: 50 }]);
  assert.deepEqual([both.risk, both.temporary], ['reversible', true]);
});

test('a bundle is as bad as its worst part, and is measured by its own metric, else by that of its first part', () => {
  const { mitigations } = read(withBundle('[endIdle, endActive]')).profile;
  const both = mitigations.find(({ name }) => name === 'both');
  const below = (improves: Improvement | undefined) => improves && 'below' in improves && improves.below;
  assert.deepEqual([both?.risk, below(both?.improves)], ['destructive', 70]);
  const own = '    improves: { metric: connectionsUsed, below: 60 }\n';
  const { mitigations: others, assumed } = read(withBundle('[endIdle, endActive]', own)).profile;
  assert.equal(below(others.find(({ name }) => name === 'both')?.improves), 60);
  assert.ok(assumed.includes('both: the file gives no "within", so 2m'));
});

const wrong: [string, string, string][] = [
  ['one part', '[limitApp]', 'of: found a list, expected at least two mitigations'],
  [
    'a part that there is not',
    '[limitApp, limitBach]',
    'of.1: found "limitBach", expected a name under "mitigations" (endIdle, limitApp, limitBatch, endActive, pruneOne, pruneAnother or both); did you mean "limitBatch"?',
  ],
  ['itself', '[limitApp, both]', 'of.1: found "both", expected a mitigation that is no bundle itself'],
  [
    'changes of hosts',
    '[limitApp, pruneOne]',
    'of.1: found "pruneOne", expected no change of a host: those are planned one by one, by the worker there',
  ],
  ['a part twice', '[limitApp, limitApp]', 'of.1: found "limitApp" again, expected each part once'],
  [
    'parts that do different things',
    '[limitApp, endIdle]',
    'of.1: found "endIdle", whose action is postgres.terminateSessions, expected one with the action of limitApp, postgres.limitConnections',
  ],
];
for (const [what, of, says] of wrong) {
  test(`a bundle of ${what} is told with what to write`, () => {
    const problems = loadSystem('shop.yaml', withBundle(of)).problems;
    assert.deepEqual(
      problems.map((problem) => problem.replace(/^shop\.yaml:\d+: mitigations\.both\./, '')),
      [says],
    );
  });
}

test('parts that change the same thing, or whose question has no common answer, are told apart', () => {
  const same = withBundle('[limitApp, limitBatch]').replace('role: limitBatch', 'role: limitApp');
  assert.match(
    loadSystem('shop.yaml', same).problems.join(),
    /expected one that changes something else than limitApp/,
  );
  const apart = withBundle('[limitApp, limitBatch]').replace(
    'question: How many? }',
    'question: How many?, min: 51 }',
  );
  assert.match(
    loadSystem('shop.yaml', apart).problems.join(),
    /of\.1: found "limitBatch", expected one whose question has answers in common with that of limitApp/,
  );
});

test('what a bundle has of its parts is not written again', () => {
  const { problems } = loadSystem(
    'shop.yaml',
    withBundle('[limitApp, limitBatch]', '    risk: disruptive\n'),
  );
  assert.match(
    problems.join(),
    /both\.risk: found an unknown key, expected one of title, verify, action, of, improves/,
  );
});
