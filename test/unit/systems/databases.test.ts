import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import type { SetMaxConnections } from '../../../workflows/contract/databases.ts';
import { whole } from './broken-files.ts';

function load(text: string) {
  return loadSystem('shop.yaml', text);
}

function read(text: string) {
  const loaded = load(text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  return profileOf(loaded.system, loaded.hash, 'databaseIssues', new Date());
}

/** What the file has its database asked. */
function asking(entry: string): string {
  return whole.replace('    connectionsWarnAt: 80\n', (line) => `${line}    ${entry}\n`);
}

const raise = 'value: 200, restarts: store, risk: destructive';

/** A file with a server that runs on a workload of a cluster, and lets more in. */
function raising(entry = raise, policy = ''): string {
  return whole
    .replace(
      'mitigations:\n',
      `  store: { kind: statefulSet, cluster: eu, namespace: shop, name: postgresql, dataStore: true }
  eu: { kind: cluster, kubeconfig: "\${EU}" }
mitigations:
  raiseMax: { title: Let more in, action: postgres.setMaxConnections, target: db, ${entry} }\n`,
    )
    .replace('policy:\n', `policy:\n${policy}`);
}

function raised(text: string) {
  const { mitigations, assumed } = read(text);
  const found = mitigations.find(({ name }) => name === 'raiseMax');
  assert.ok(found?.action === 'postgres.setMaxConnections');
  return { mitigation: found satisfies SetMaxConnections, assumed };
}

test('a database is asked no more than the file says', () => {
  assert.equal(read(whole).runbook.databaseLooks, undefined);
  assert.deepEqual(read(asking('alsoAsk: [sizes, pools, integrity]')).runbook.databaseLooks, {
    sizes: {},
    pools: [],
    integrity: true,
  });
  assert.deepEqual(read(asking('sizeWarnAt: 50Gi')).runbook.databaseLooks, {
    sizes: { warnAt: 50 * 1024 ** 3 },
  });
  const pools = [
    { application: 'web', size: 20 },
    { user: 'worker', size: 5 },
  ];
  assert.deepEqual(read(asking(`pools: ${JSON.stringify(pools)}`)).runbook.databaseLooks, { pools });
});

test('a pool of nobody is told', () => {
  const loaded = load(asking('pools: [{ size: 20 }]'));
  assert.ok('problems' in loaded);
  assert.match(loaded.problems.join(), /expected "application" or "user": whose sessions are of the pool\?/);
});

test('raising max_connections: what it restarts and where, and what the file leaves open', () => {
  const { mitigation, assumed } = raised(raising());
  const { value, ceiling, temporary, cluster, restarts, asks } = mitigation;
  assert.deepEqual(
    { value, ceiling, temporary, asks, cluster: cluster?.id, restarts: restarts.map(({ id }) => id) },
    { value: 200, ceiling: 500, temporary: true, asks: [], cluster: 'eu', restarts: ['store'] },
  );
  assert.deepEqual(
    assumed.filter((each) => each.startsWith('raiseMax')),
    [
      'raiseMax: the file gives no ceiling, so never more than 500 connections',
      'raiseMax: the file does not say whether it is temporary, so it is taken back at the end',
    ],
  );
  const alone = raised(raising('value: 200, temporary: false, risk: destructive'));
  assert.deepEqual([alone.mitigation.restarts, alone.mitigation.temporary], [[], false]);
  assert.ok(
    alone.assumed.includes('raiseMax: the file names no "restarts", so a person restarts the server'),
  );
});

test('raising max_connections is destructive, and stays below the ceiling', () => {
  const wrong = (text: string) => {
    const loaded = load(text);
    assert.ok('problems' in loaded);
    return loaded.problems.join('\n');
  };
  assert.match(
    wrong(raising(raise.replace('destructive', 'disruptive'))),
    /raiseMax\.risk: .*expected destructive, since the database goes down for it/,
  );
  assert.match(
    wrong(raising(raise.replace('200', '501'))),
    /raiseMax\.value: found 501, expected at most 500, the ceiling \(assumed; to raise it, write policy\.ceilings\.connections\)/,
  );
  const ceiling = '  ceilings: { connections: 150 }\n';
  assert.match(
    wrong(raising(raise, ceiling)),
    /raiseMax\.value: found 200, expected at most 150, the ceiling \(of policy\.ceilings\.connections\)/,
  );
  assert.equal(raised(raising(raise, ceiling.replace('150', '300'))).mitigation.ceiling, 300);
});
