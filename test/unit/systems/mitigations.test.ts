import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { whole } from './broken-files.ts';

const limited = (more: string) =>
  whole.replace('[endIdle]', '[endIdle, limitApp]').replace(
    'runbooks:\n',
    () => `  limitApp:
    title: Limit the app
    action: postgres.limitConnections
    target: db
${more}runbooks:
`,
  );

const least = `    role: App 1
    risk: reversible
    asks: { limit: { question: How many? } }
`;

function read(text: string) {
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  return profileOf(loaded.system, loaded.hash, 'databaseIssues', new Date());
}

test('a limit asks for at least 1, and is taken back at the end unless the file says otherwise', () => {
  const { mitigations, assumed } = read(limited(least));
  assert.deepEqual(mitigations[1], {
    name: 'limitApp',
    title: 'Limit the app',
    action: 'postgres.limitConnections',
    target: { id: 'db', kind: 'postgres', url: '$' + '{DB_URL}', database: 'shop' },
    role: 'App 1',
    risk: 'reversible',
    improves: undefined,
    asks: [{ name: 'limit', question: 'How many?', kind: 'integer', min: 1 }],
    temporary: true,
  });
  assert.ok(
    assumed.includes(
      'limitApp: the file does not say whether it is temporary, so it is taken back at the end',
    ),
  );
  const given = read(limited(`${least}    temporary: false\n`));
  assert.equal(given.mitigations[1]?.temporary, false);
  assert.ok(!given.assumed.some((says) => says.startsWith('limitApp')));
});

test('thresholds that a file leaves open are those of the documents, and shown as assumed', () => {
  const { runbook, assumed } = read(whole);
  const { idleAfter, idleInTransactionAfter, longQueryAfter, slowQueryAfter } = runbook;
  assert.deepEqual(
    [idleAfter, idleInTransactionAfter, longQueryAfter, slowQueryAfter],
    [1_800_000, 300_000, 300_000, 5_000],
  );
  for (const says of [
    'sessions: the file does not say after how long one is idle, so 30m',
    'queries: the file does not say after how long a transaction is idle for too long, so 5m',
    'queries: the file does not say after how long a query is long-running, so 5m',
    'queries: the file does not say after how long a statement is slow, so 5s',
  ]) {
    assert.ok(assumed.includes(says), says);
  }
  const keys = 'idleInTransactionAfter: 1m\n    longQueryAfter: 2m\n    slowQueryAfter: 3s\n';
  const given = read(whole.replace('    connectionsWarnAt: 80\n', `    connectionsWarnAt: 80\n    ${keys}`));
  assert.deepEqual(
    [given.runbook.idleInTransactionAfter, given.runbook.longQueryAfter, given.runbook.slowQueryAfter],
    [60_000, 120_000, 3_000],
  );
  assert.ok(!given.assumed.some((says) => says.startsWith('queries')));
});

const wrong: [string, string, string[]][] = [
  [
    'an action that there is not',
    whole.replace('terminateSessions', 'terminateSession'),
    [
      'shop.yaml:26: mitigations.endIdle.action: found "postgres.terminateSession", expected an action: postgres.terminateSessions, postgres.limitConnections, postgres.setMaxConnections, bundle, kubernetes.restart, kubernetes.restartPod, kubernetes.scale, kubernetes.rollback, kubernetes.setResources, kubernetes.setEnvironment, kubernetes.patchConfigMap, kubernetes.patchSelector, kubernetes.annotateIngress, kubernetes.applyManifest, kubernetes.expandVolume, certificates.renew, redis.flush, script.run, postgres.restore, statusPage.publish, x.post, mail.users, files.deleteOld or containers.pruneImages; did you mean "postgres.terminateSessions"?',
    ],
  ],
  [
    'a state that there is not',
    whole.replace('state: idle', 'state: asleep'),
    [
      'shop.yaml:28: mitigations.endIdle.sessions.state: found "asleep", expected idle, idle in transaction or active',
    ],
  ],
  [
    'a question that nobody can answer',
    limited(least.replace('{ question: How many? }', '{ question: How many?, min: 10, max: 5 }')),
    ['shop.yaml:37: mitigations.limitApp.asks.limit.max: found 5, expected a number that is not below min'],
  ],
  [
    'a limit of nothing',
    limited(least.replace('{ question: How many? }', '{ question: How many?, min: 0 }')),
    ['shop.yaml:37: mitigations.limitApp.asks.limit.min: found 0, expected a number from 1 to 262143'],
  ],
  [
    'a limit without its question',
    limited('    role: app\n    risk: reversible\n    asks: { limits: { question: How many? } }\n'),
    [
      'shop.yaml:37: mitigations.limitApp.asks.limit: found nothing, expected keys and values (question, min, max)',
      'shop.yaml:37: mitigations.limitApp.asks.limits: found an unknown key, expected one of limit; did you mean "limit"?',
    ],
  ],
];
for (const [what, text, says] of wrong) {
  test(`${what} is told with what to write`, () => {
    assert.deepEqual(loadSystem('shop.yaml', text).problems, says);
  });
}
