import assert from 'node:assert/strict';
import { proposeSignal, recheckSignal } from '../../workflows/contract/messages.ts';
import { withPolicy } from '../harness/policies.ts';
import { story } from '../harness/story.ts';

/** Two approvers, and a backup that a person names. */
const edited = {
  edit: (file: string) =>
    withPolicy({})(file)
      .replace(
        'targets:\n',
        `scriptsRun: { folder: /srv/shop }
scripts:
  restore: { title: Restore, run: ./restore.sh, arguments: ["[backup]"], asks: { backup: "Which backup?" }, risk: destructive }
  dump: { title: Dump, run: ./dump.sh, risk: reversible }
targets:
`,
      )
      .replace(
        'mitigations:\n',
        `mitigations:
  restoreShop:
    title: Restore the shop
    action: postgres.restore
    target: shop-db
    script: restore
    backups: { folder: /srv/backups, pattern: "*.sql.gz", as: name }
    dump: { script: dump }
    risk: destructive
`,
      )
      .replace(
        'runbooks:\n',
        'runbooks:\n  databaseRecovery: { database: shop-db, severity: P0, mitigations: [restoreShop] }\n',
      ),
};

const from = (backup: string) => ({ mitigation: 'restoreShop', parameters: { backup }, by: 'dora' });

story(
  'a database is restored from the backup that a person names, once two have said yes, and looked at again',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.backups.push('nightly.sql.gz');
    const incident = await stage.alert({}, 'databaseRecovery');
    await incident.until('it asks', ({ waitingFor }) => waitingFor === 'answers for restoreShop');
    const [checked] = await incident.facts('checked');
    assert.deepEqual(
      checked?.findings.map(({ check, verdict }) => [check, verdict]),
      [
        ['connectivity', 'well'],
        ['integrity', 'well'],
        ['backups', 'well'],
        ['health', 'well'],
      ],
    );
    await incident.send(proposeSignal, from('nightly.sql.gz'));
    const { pending } = await incident.asked();
    assert.deepEqual([pending?.needs, pending?.preview], [2, ['./restore.sh nightly.sql.gz']]);
    await incident.approveBecause('alice', 'half of the orders are gone');
    await incident.until(
      'one more is asked',
      ({ waitingFor }) => waitingFor === 'another approval of plan 1',
    );
    assert.deepEqual(stage.world.restored, []);
    await incident.approveBecause('carol', 'so they are');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.restored, ['nightly.sql.gz']);
    assert.equal((await incident.facts('verified')).length > 0, true);
  },
  edited,
);

story(
  'a backup that is not there is refused before anybody is asked, and people go on',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.backups.push('nightly.sql.gz');
    const incident = await stage.alert({}, 'databaseRecovery');
    await incident.until('it asks', ({ waitingFor }) => waitingFor === 'answers for restoreShop');
    await incident.send(proposeSignal, from('monthly.sql.gz'));
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [refused] = await incident.facts('nothing to do');
    assert.match(refused?.because ?? '', /There is no backup monthly\.sql\.gz/);
    assert.deepEqual([await incident.plans(), stage.world.restored], [[], []]);
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  edited,
);

story(
  'a restore that was rejected is not offered again when people ask to look again',
  async (stage) => {
    stage.world.brokenOtherwise = true;
    stage.world.backups.push('nightly.sql.gz');
    const incident = await stage.alert({}, 'databaseRecovery');
    await incident.until('it asks', ({ waitingFor }) => waitingFor === 'answers for restoreShop');
    await incident.send(proposeSignal, from('nightly.sql.gz'));
    await incident.asked();
    await incident.reject('alice', 'we would lose the orders of today');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.send(recheckSignal, { by: 'alice' });
    await incident.until('it has looked again', ({ round, waitingFor }) => {
      return round >= 2 && waitingFor === 'people';
    });
    assert.equal((await incident.plans()).length, 1);
    assert.deepEqual(stage.world.restored, []);
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  edited,
);
