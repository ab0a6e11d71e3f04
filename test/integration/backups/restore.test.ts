import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import { type Backups, backupsBy } from '../../../activities/backups/backups.ts';
import { listBackups } from '../../../activities/backups/list-backups.ts';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { comparePlan } from '../../../activities/mitigations/compare-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { postgresIntegrity } from '../../../activities/postgres/integrity.ts';
import { readOwnPart } from '../../../activities/postgres/own-parts.ts';
import { postgresSessions } from '../../../activities/postgres/sessions.ts';
import type { BackupPlace, RestoreDatabase } from '../../../workflows/contract/backups.ts';
import type { Freeze } from '../../../workflows/contract/freeze.ts';
import type { Applied } from '../../../workflows/contract/plans.ts';
import type { ScriptPlace, ScriptProfile } from '../../../workflows/contract/scripts.ts';
import { approval, type deps, keys, order, signed, twoApprovers } from '../postgres/approval.ts';
import { attempt, noServerOfOurOwn, startWorld as startDatabase, type World } from '../postgres/world.ts';
import { type World as ScriptWorld, startWorld as startScripts } from '../scripts/world.ts';

const skip = await noServerOfOurOwn();
const tools = fileURLToPath(new URL('shop-tools.mjs', import.meta.url));
const hour = 3_600_000;
// biome-ignore lint/suspicious/noTemplateCurlyInString: as catalogue files say it
const reference = '${BACKUPS}';

describe('a restore of a database', { skip }, () => {
  let database: World;
  let scripts: ScriptWorld;
  let backups: Backups;
  let access: Access;
  let place: ScriptPlace;
  const at = (name: string) => path.join(scripts.folder, name);
  const run = (line: string) => `exec ${process.execPath} ${tools} ${line}`;

  before(async () => {
    database = await startDatabase();
    scripts = await startScripts();
    backups = backupsBy((text) => (text === reference ? at('backups') : text), scripts.scripts);
    access = { scripts: scripts.scripts, postgres: database.postgres, backups } as Partial<Access> as Access;
    const url = new URL(database.server.url);
    url.pathname = '/shop';
    place = { kind: 'process', folder: scripts.folder, environment: { SHOP_DATABASE: url.href } };
  });
  beforeEach(async () => {
    await rm(at('backups'), { recursive: true, force: true });
    await mkdir(at('backups'));
    for (const name of ['dumped', 'restored']) await rm(at(name), { force: true });
    await scripts.write('dump.sh', run(at('dumped')).replace('mjs ', 'mjs dump '));
    await scripts.write('restore.sh', `date >> restored\n${run('restore "$2"')}`);
    await sql('DROP TABLE IF EXISTS products');
    await sql('CREATE TABLE products (id int PRIMARY KEY, title text NOT NULL)');
    await sql(`INSERT INTO products SELECT i, 'product ' || i FROM generate_series(1, 50) i`);
    await backup('nightly.json', 5 * hour);
  });
  after(async () => {
    await scripts.stop();
    await database.stop();
  });

  const sql = (text: string) =>
    database.postgres.session(database.target(), (session) => session.query(text));
  const products = async () => {
    const { rows } = await sql('SELECT count(*)::int AS count FROM products');
    return rows[0].count as number;
  };

  /** What the shop has now, as a backup of that age. */
  async function backup(name: string, age: number, content?: string): Promise<string> {
    const { rows } = await sql('SELECT id, title FROM products');
    const file = path.join(at('backups'), name);
    await writeFile(file, content ?? JSON.stringify(rows));
    const then = new Date(Date.now() - age);
    await utimes(file, then, then);
    return file;
  }

  const script = (program: string, change: Partial<ScriptProfile> = {}): ScriptProfile => ({
    ...scripts.script(program, { risk: 'destructive', title: program, in: place }),
    ...change,
  });
  const asks: ScriptProfile['asks'] = [{ name: 'BACKUP', kind: 'backup', question: 'Which?' }];
  const folder: BackupPlace = { kind: 'folder', folder: reference, pattern: '*.json', as: 'path' };
  const restoring = (change: Partial<RestoreDatabase> = {}): RestoreDatabase => ({
    name: 'restoreShop',
    title: 'Restore the shop',
    action: 'postgres.restore',
    risk: 'destructive',
    target: database.target(),
    backups: folder,
    dump: script('./dump.sh'),
    script: script('./restore.sh', { words: [{ text: 'production' }, { answer: 'BACKUP' }], asks }),
    asks,
    temporary: false,
    ...change,
  });

  const plan = (BACKUP: string, mitigation = restoring()) =>
    attempt().run(planMitigation(access), { mitigation, parameters: { BACKUP } });

  /** Two people have said yes. */
  async function approved(BACKUP: string, mitigation = restoring()) {
    const proposal = await plan(BACKUP, mitigation);
    assert.ok(proposal);
    const given = order(mitigation, proposal, { reason: 'half of it is gone' }, { BACKUP });
    const [first] = given.approvals;
    assert.ok(first);
    const second = signed({ ...first.decision, actor: 'mallory', signature: undefined }, keys.mallory);
    return { ...given, approvals: [first, approval(second)] };
  }
  const apply = (
    given: Awaited<ReturnType<typeof approved>>,
    number = 1,
    change: Partial<typeof deps> = {},
  ) => attempt({ number }).run(applyPlan({ ...twoApprovers, ...change }, access), given);
  const because = (applied: Applied) => (applied.outcome === 'refused' ? applied.because : '');
  const nightly = () => path.join(at('backups'), 'nightly.json');

  test('shows age and size of the backup, what would be lost, and both lines; it changes nothing', async () => {
    const proposal = await plan(nightly());
    assert.deepEqual(proposal?.preview, ['./dump.sh', `./restore.sh production ${nightly()}`]);
    assert.match(
      proposal.observed,
      /^The database shop has \d+ MB now, and 0 other sessions use it\. The backup is .*nightly\.json of .* UTC \(5h old, 2 kB\)\./,
    );
    assert.match(proposal.blastRadius, /^All of shop: what was written in the last 5h is in the dump only/);
    assert.match(
      proposal.predicted,
      /^First what is there is dumped.*unless that comes to a good end, nothing is restored/,
    );
    assert.equal(proposal.undo, null);
    assert.equal(existsSync(at('dumped')), false);
  });

  test('brings lost data back, after a dump of what was left; the database is whole afterwards', async () => {
    await sql('DELETE FROM products WHERE id > 20');
    const applied = await apply(await approved(nightly()));
    assert.equal(applied.outcome, 'applied');
    assert.match(
      applied.effects[0]?.says ?? '',
      /^dumped what was there: exit code 0 after .*: 20 products into/,
    );
    assert.match(
      applied.effects[1]?.says ?? '',
      /^restored .*nightly\.json: exit code 0 after .*: 50 products from/,
    );
    assert.equal(await products(), 50);
    assert.equal(JSON.parse(await readFile(at('dumped'), 'utf8')).length, 20);
    const whole = await attempt().run(postgresIntegrity(database.postgres), { database: database.target() });
    assert.notEqual(whole.verdict, 'sick', whole.says);
  });

  test('is not made where the dump fails', async () => {
    await sql('DELETE FROM products');
    await scripts.write('dump.sh', 'echo "no space left" >&2; exit 3');
    const applied = await apply(await approved(nightly()));
    assert.match(
      because(applied),
      /^the dump of what is there did not come to a good end, so nothing was restored: exit code 3 .*: no space left$/,
    );
    assert.deepEqual([await products(), existsSync(at('restored'))], [0, false]);
  });

  test('that fails is no refusal: people are told that it may be half done, and where the dump is', async () => {
    await sql('DELETE FROM products WHERE id > 20');
    await writeFile(nightly(), '[{"id": 1, "ti');
    await assert.rejects(apply(await approved(nightly())), (error) => {
      assert.ok(error instanceof ApplicationFailure && error.nonRetryable);
      assert.match(
        error.message,
        /exit code 1 .*may be restored in part; what was there is in the dump .*20 products into/,
      );
      return true;
    });
  });

  test('whose worker was killed is not made again, and nobody claims to know what it did', async () => {
    const given = await approved(nightly());
    await assert.rejects(apply(given, 2), {
      nonRetryable: true,
      message: /may have begun.*It is not begun again/,
    });
    assert.deepEqual([existsSync(at('dumped')), existsSync(at('restored'))], [false, false]);
  });

  test('of a backup that was written again, or whose script was changed, is refused', async () => {
    const given = await approved(nightly());
    await backup('nightly.json', 0, '[]');
    await scripts.write('restore.sh', 'true');
    const moved = await attempt().run(comparePlan(access), given);
    assert.deepEqual(moved, [
      `the backup ${nightly()} has another size than when the plan was made`,
      `the backup ${nightly()} was written again since the plan was made`,
      'the script was changed since (restore sha256)',
    ]);
    const applied = await apply(given);
    assert.ok(applied.outcome === 'refused');
    assert.deepEqual(applied.difference, moved);
    assert.equal(existsSync(at('dumped')), false);
  });

  test('of a backup that is not there, holds nothing, or is a link elsewhere is refused, with what there is', async () => {
    await backup('empty.json', hour, '');
    await writeFile(at('elsewhere'), '[]');
    await symlink(at('elsewhere'), path.join(at('backups'), 'link.json'));
    const there =
      /There is no backup .*; the newest are .*empty\.json of .*\(1h old, 0 bytes\); .*nightly\.json/;
    for (const wanted of ['nightly', path.join(at('backups'), 'link.json'), at('elsewhere')]) {
      await assert.rejects(plan(wanted), there, wanted);
    }
    await assert.rejects(plan(path.join(at('backups'), 'empty.json')), /holds nothing: take another one/);
  });

  test('is not made by one person, nor while everything is frozen, nor of what Mayday itself hangs on', async () => {
    const given = await approved(nightly());
    const alone = await apply({ ...given, approvals: given.approvals.slice(0, 1) });
    assert.match(because(alone), /needs 2 approvals and has 1/);
    const freeze: Freeze = {
      system: null,
      by: 'carol',
      reason: 'we look first',
      since: '2026-01-05T03:00:00Z',
    };
    const frozen = await apply(given, 1, { freezes: { inForce: async () => freeze } });
    assert.match(because(frozen), /Thaw first/);
    const resolve = (text: string) => text.replace(/\$\{([^}]+)\}/, '$1');
    const part = readOwnPart(database.server.url);
    assert.ok(part);
    const own = postgresSessions(resolve, [{ ...part, database: 'shop' }]);
    await assert.rejects(
      attempt().run(planMitigation({ ...access, postgres: own }), {
        mitigation: restoring(),
        parameters: { BACKUP: nightly() },
      }),
      /Mayday/,
    );
    assert.equal(existsSync(at('dumped')), false);
  });

  test('can be made of a database that cannot be asked any more', async () => {
    const gone = database.target('postgres', (url) => {
      url.port = '1';
    });
    const proposal = await plan(nightly(), restoring({ target: gone }));
    assert.match(proposal?.observed ?? '', /^The database shop cannot be asked: /);
  });

  describe('the list of backups', () => {
    const list = (place: BackupPlace) => attempt().run(listBackups(backups), { backups: place });

    test('has what lies in the folder, newest first, with age and size', async () => {
      await backup('older.json', 50 * hour, 'x');
      await writeFile(path.join(at('backups'), 'notes.txt'), 'x');
      await writeFile(path.join(at('backups'), '.part.json'), 'x');
      const found = await list({ ...folder, as: 'name' } as BackupPlace);
      assert.equal(found.verdict, 'well');
      assert.match(
        found.says,
        /^2 backups, newest first: nightly\.json of .* \(5h old, 2 kB\); older\.json of .* \(2d old, 1 bytes\)\.$/,
      );
      assert.deepEqual(
        found.evidence?.map(({ backup }) => backup),
        ['nightly.json', 'older.json'],
      );
    });

    test('is sick where it is empty, or the newest holds nothing', async () => {
      await backup('newest.json', 0, '');
      assert.match((await list(folder)).says, /The newest holds nothing/);
      assert.equal((await list(folder)).verdict, 'sick');
      await rm(at('backups'), { recursive: true });
      await mkdir(at('backups'));
      assert.deepEqual(
        [(await list(folder)).verdict, (await list(folder)).says],
        ['sick', 'There is no backup that could be restored.'],
      );
    });

    test('whose folder is not there is unknown, and says what to do', async () => {
      await rm(at('backups'), { recursive: true });
      const found = await list(folder);
      assert.equal(found.verdict, 'unknown');
      assert.match(found.says, /^The folder of backups cannot be read \(ENOENT\): .*Let the worker read it/);
    });

    test('is what a script prints, a line for each', async () => {
      await scripts.write(
        'list.sh',
        'echo "n-1 2026-11-20T03:00:00Z 500"; echo "n-2 2026-11-21T03:00:00Z 1500000"',
      );
      const place: BackupPlace = { kind: 'script', script: scripts.script('./list.sh') };
      const found = await list(place);
      assert.match(
        found.says,
        /^2 backups, newest first: n-2 of 2026-11-21 03:00 UTC \(.* old, 2 MB\); n-1 of/,
      );
      await assert.rejects(
        plan('n-3', restoring({ backups: place })),
        /There is no backup n-3; the newest are n-2/,
      );
      assert.match(
        (await plan('n-1', restoring({ backups: place })))?.observed ?? '',
        /The backup is n-1 of 2026-11-20/,
      );
    });

    test('that is no list, fails, or comes of a script that does more than look, is unknown', async () => {
      const by = (change: Partial<ScriptProfile> = {}): BackupPlace => {
        return { kind: 'script', script: scripts.script('./list.sh', change) };
      };
      await scripts.write('list.sh', 'echo "total 12"');
      assert.match((await list(by())).says, /its line "total 12" is no backup; expected "ID TIME BYTES"/);
      await scripts.write('list.sh', 'echo "no access" >&2; exit 2');
      assert.match((await list(by())).says, /exit code 2 .*: no access/);
      const more = await list(by({ risk: 'reversible' }));
      assert.deepEqual([more.verdict, /was not run/.test(more.says)], ['unknown', true]);
    });
  });
});
