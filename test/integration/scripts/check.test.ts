// biome-ignore-all lint/suspicious/noTemplateCurlyInString: as catalogue files and shells say it
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { runScript } from '../../../activities/scripts/run-script.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';
import { startWorld, type World } from './world.ts';

describe('a script that looks', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  /** A zombie has ended, and waits for whoever reaps it here. */
  const alive = (pid: number) => {
    try {
      return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    } catch {
      return false;
    }
  };
  const pidsIn = async (name: string) =>
    (await readFile(path.join(world.folder, name), 'utf8')).trim().split('\n').map(Number);

  test('is well with exit code 0, and sick with any other, each with the end of what it says', async () => {
    await world.write('well.sh', 'echo connecting; echo "all 3 replicas answer"');
    const well = await world.look(world.script('./well.sh'));
    assert.equal(well.verdict, 'well');
    assert.match(well.says, /^A look: exit code 0 after \d+ ms: all 3 replicas answer\.$/);
    assert.deepEqual(well.evidence, [{ line: 'connecting' }, { line: 'all 3 replicas answer' }]);
    await world.write('sick.sh', 'echo "out of disk" >&2; exit 3');
    const sick = await world.look(world.script('./sick.sh'));
    assert.equal(sick.verdict, 'sick');
    assert.match(sick.says, /^A look: exit code 3 after \d+ ms: out of disk\.$/);
  });

  test('is given its words as they are: no shell reads them', async () => {
    await world.write('words.sh', 'printf "<%s>" "$@"; echo');
    const words = [
      { text: '$(touch owned)' },
      { text: 'a b; rm -rf *' },
      { answer: 'ADDRESS' },
      { ago: 3_600_000, format: '%Y-%m-%d' },
      { ago: 3_600_000, format: '%H:%M:%S' },
    ];
    const asks = [{ name: 'ADDRESS', kind: 'address', question: 'Which?' } as const];
    const hour = new Date(Date.now() - 3_600_000).toISOString();
    const found = await world.look(world.script('./words.sh', { words, asks }), { ADDRESS: '2001:DB8:0::7' });
    const line = String(found.evidence?.[0]?.line);
    assert.ok(line.startsWith('<$(touch owned)><a b; rm -rf *><2001:db8::7>'), line);
    assert.ok(line.includes(`<${hour.slice(0, 10)}><${hour.slice(11, 16)}`), line);
    const none = await world.look(world.script('./words.sh', { words, asks }));
    assert.equal(none.says, 'A look was not run: nobody has said ADDRESS.');
    const option = await world.look(world.script('./words.sh', { words, asks }), { ADDRESS: '--all' });
    assert.match(option.says, /^A look was not run: ADDRESS takes the IP address of one host/);
  });

  test('gets an environment and a home of its own, and nothing of the worker', async () => {
    process.env.CANARY_OF_THE_WORKER = 'canary-worker';
    await world.write('env.sh', 'env | cut -d= -f1 | sort | tr "\\n" " "; echo; pwd; echo "$HOME"; date +%Z');
    const environment = { DATABASE_URL: '${SHOP_DATABASE}', STAGE: 'production' };
    const place = { kind: 'process', folder: '${SHOP_SCRIPTS}', environment } as const;
    const found = await world.look(world.script('./env.sh', { in: place }));
    const [names, folder, home, zone] = (found.evidence ?? []).map(({ line }) => String(line));
    const own = 'DATABASE_URL HOME LANG MAYDAY_SCRIPT_RUN PATH PWD SHLVL STAGE TMPDIR TZ _';
    assert.deepEqual(names?.trim().split(' ').sort(), own.split(' ').sort());
    assert.equal(folder, world.folder);
    assert.match(home ?? '', /mayday-script-/);
    assert.equal(zone, 'UTC');
    await assert.rejects(readFile(home ?? ''), /ENOENT/);
  });

  test('tells no secret, however it prints it, and no control character', async () => {
    await world.write(
      'tell.sh',
      'echo "token $TOKEN"; echo "$DB"; echo "${DB#*shop:}" ; printf "\\033[31mred\\033[0m \\a bell\\n"; printf "10%%\\r55%%\\r100%%\\n"',
    );
    const environment = { TOKEN: '${SHOP_TOKEN}', DB: '${SHOP_DATABASE}' };
    const place = { kind: 'process', folder: '${SHOP_SCRIPTS}', environment } as const;
    const found = await world.look(world.script('./tell.sh', { in: place }));
    assert.doesNotMatch(JSON.stringify(found), /canary/);
    const lines = found.evidence?.map(({ line }) => line);
    assert.deepEqual(lines?.slice(-2), ['red bell', '100%']);
  });

  test('that floods its output costs little memory, and its last lines are kept', async () => {
    await world.write('flood.sh', 'yes "$(printf "x%.0s" {1..200})" | head -c 200000000; echo; echo the end');
    const before = process.memoryUsage().rss;
    const found = await world.look(world.script('./flood.sh'));
    assert.match(found.says, /exit code 0 .*: the end\.$/);
    assert.ok(process.memoryUsage().rss - before < 150_000_000);
    assert.equal(found.evidence?.length, 20);
  });

  test('that takes too long is ended with all that it started, also what left its group and what ignores being asked', async () => {
    await world.write(
      'hang.sh',
      `echo "looking"
(trap "" TERM; echo $BASHPID >> pids; sleep 300 & wait; sleep 300) &
setsid bash -c 'echo $$ >> pids; exec sleep 300' &
(setsid bash -c '(echo $BASHPID >> pids; exec sleep 300) &' &)
echo $$ >> pids
sleep 300`,
    );
    const began = Date.now();
    const found = await world.look(world.script('./hang.sh', { timeout: 1_500 }));
    assert.equal(found.verdict, 'unknown');
    assert.match(
      found.says,
      /^A look: it did not come to its end within [\ds]+ and was ended with all that it had started: looking\.$/,
    );
    const pids = await pidsIn('pids');
    assert.equal(pids.length, 4);
    assert.deepEqual(pids.filter(alive), []);
    assert.ok(Date.now() - began < 60_000);
  });

  test('is over when it exits: what it left behind with its output open is ended, too', async () => {
    await world.write('leave.sh', 'sleep 300 & echo $! > left; echo done');
    const began = Date.now();
    const found = await world.look(world.script('./leave.sh'));
    assert.match(found.says, /exit code 0 .*: done\.$/);
    assert.ok(Date.now() - began < 60_000);
    assert.deepEqual((await pidsIn('left')).filter(alive), []);
  });

  test('is ended when nobody waits for it any more, and says so', async () => {
    await world.write('wait.sh', 'echo $$ > waiting; sleep 300');
    const environment = new MockActivityEnvironment({ scheduledTimestampMs: Date.now() });
    const running: Promise<Finding> = environment.run(runScript(world.scripts), {
      script: world.script('./wait.sh'),
    });
    for (let i = 0; i < 100; i += 1) {
      await sleep(50);
      if (await readFile(path.join(world.folder, 'waiting')).catch(() => undefined)) break;
    }
    environment.cancel();
    const found = await running;
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /^A look: it was ended after .*, since its worker shuts down or nobody waits/);
    assert.deepEqual((await pidsIn('waiting')).filter(alive), []);
  });

  test('that was killed has said nothing of the system', async () => {
    await world.write('killed.sh', 'kill -SEGV $$');
    const found = await world.look(world.script('./killed.sh'));
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /ended by SIGSEGV/);
  });

  test('is not run where it is not what the file says, with what to do about it', async () => {
    await world.write('open.sh', 'echo owned', 0o777);
    await world.write('plain.sh', 'echo owned', 0o644);
    await world.write('there.sh', 'echo there');
    await mkdir(path.join(world.folder, 'sub'), { recursive: true });
    await symlink('/bin/ls', path.join(world.folder, 'sub', 'out'));
    await symlink('../there.sh', path.join(world.folder, 'sub', 'in'));
    const says = async (program: string, folder = '${SHOP_SCRIPTS}') => {
      const place = { kind: 'process', folder, environment: {} } as const;
      const { verdict, says: said } = await world.look(world.script(program, { in: place }));
      return `${verdict}: ${said.replaceAll(world.folder, '/srv')}`;
    };
    const expected: [string, RegExp][] = [
      [
        await says('./none.sh'),
        /^unknown: There is no script \.\/none\.sh in \/srv where this worker runs\./,
      ],
      [await says('./sub/out'), /^unknown: \.\/sub\/out leads out of \/srv \(to .*\): it is never run\./],
      [await says('../there.sh'), /^unknown: (\.\.\/there\.sh leads out of|There is no script)/],
      [await says('/bin/ls'), /leads out of|There is no script/],
      [await says('./open.sh'), /^unknown: \/srv\/open\.sh may be written by everybody, .*chmod o-w/],
      [await says('./plain.sh'), /^unknown: \/srv\/plain\.sh cannot be run by this worker: chmod \+rx/],
      [await says('./sub'), /^unknown: \.\/sub in \/srv is no file\./],
      [
        await says('./there.sh', '/not/there'),
        /^unknown: There is no folder \/not\/there where this worker runs/,
      ],
      [await says('./there.sh', 'srv'), /^unknown: The folder of scripts is not one \("srv"\)/],
      [await says('./sub/in'), /^well: A look: exit code 0/],
    ];
    for (const [said, wanted] of expected) assert.match(said, wanted);
    const nowhere = await world.look(world.script('./there.sh', { in: undefined }));
    assert.match(nowhere.says, /^The file does not say where A look runs: write scriptsRun:/);
  });

  test('that does more than look is not run as a check', async () => {
    await world.write('change.sh', 'touch changed');
    const found = await world.look(world.script('./change.sh', { risk: 'disruptive' }));
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /^A look was not run: it does more than look \(disruptive\)/);
    await assert.rejects(readFile(path.join(world.folder, 'changed')), /ENOENT/);
  });
});
