import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { mayday } from '../../harness/mayday-command.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('The mayday command, run as a process', { concurrency: 2 }, () => {
  let scratch: string;
  let env: Record<string, string>;
  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), 'mayday-cli-'));
    env = { MAYDAY_KEYS_DIR: path.join(scratch, 'keys') };
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  test('what is not understood ends with 2', async () => {
    const { code, out, err } = await mayday(['shwo'], env);
    assert.equal(err, "unknown command 'shwo' (Did you mean show?)\n");
    assert.equal(out, '');
    assert.equal(code, 2);
  });

  test('--help is no error', async () => {
    const { code, out, err } = await mayday(['--help'], env);
    assert.match(out, /^Usage: mayday/);
    assert.equal(err, '');
    assert.equal(code, 0);
  });

  test('approving without a key says how to make one', async () => {
    const { code, err } = await mayday(['approve', '--as', 'dora', '--plan', '1'], env);
    assert.match(err, /^There is no key of dora at .*dora\.pem: make one with "mayday keygen dora"/);
    assert.equal(code, 1);
  });

  test('keygen makes a key once, and says the line for the catalogue', async () => {
    const made = await mayday(['keygen', 'alice', '--json'], env);
    assert.equal(made.code, 0);
    const { file, publicKey, catalogueLine } = JSON.parse(made.out);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(catalogueLine, `alice: { publicKey: "${publicKey}" }`);
    assert.ok(!made.out.includes('PRIVATE'));
    const again = await mayday(['keygen', 'alice'], env);
    assert.equal(again.code, 1);
    assert.match(again.err, /alice\.pem is there already and is never overwritten/);
  });

  test('validate says everything that is wrong, and where', async () => {
    const folder = path.join(scratch, 'systems');
    await mkdir(folder);
    await writeFile(path.join(folder, 'shop.yaml'), 'system: shop\ntitel: Shop\n');
    await writeFile(path.join(folder, 'bank.yaml'), 'system: bank\ntitle: Bank\ncolour: red\n');
    const all = await mayday(['validate', folder], env);
    assert.equal(all.code, 1);
    assert.match(all.out, /^bank\.yaml:3: colour: found an unknown key/m);
    assert.match(all.out, /^shop\.yaml:\d+: title: found nothing/m);
    assert.match(all.out, /^shop\.yaml:2: titel: found an unknown key/m);
    assert.match(all.err, /^\d things to mend\.$/m);
    const one = await mayday(['validate', '--json', path.join(folder, 'bank.yaml')], env);
    assert.equal(one.code, 1);
    const { systems, problems } = JSON.parse(one.out);
    assert.deepEqual(systems, ['bank']);
    assert.ok(problems.every((problem: string) => problem.startsWith('bank.yaml:')));
  });

  test('validate has nothing to say against the systems that come along', async () => {
    const { code, out } = await mayday(['validate', path.join(root, 'systems')], env);
    assert.match(out, /demo.*: nothing to complain about\.$/m);
    assert.equal(code, 0);
  });

  test('a Temporal that does not answer is one sentence with its address', async () => {
    const { code, out, err } = await mayday(['list'], env);
    assert.match(err, /^Temporal at 127\.0\.0\.1:1 does not answer.*start it, or set TEMPORAL_ADDRESS/);
    assert.equal(err.trim().split('\n').length, 1, err);
    assert.equal(out, '');
    assert.equal(code, 1);
  });

  test('stack traces are for those who ask with DEBUG', async () => {
    const { err } = await mayday(['show', 'the-one'], { ...env, DEBUG: '1' });
    assert.match(err, /\n {4}at /);
  });
});

describe('bin/mayday.mjs', () => {
  const launcher = path.join(root, 'bin', 'mayday.mjs');

  test('runs the command on this Node', () => {
    const { status, stderr } = spawnSync(process.execPath, [launcher, 'shwo'], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /Did you mean show/);
  });

  const old = olderNode();
  test('runs it on the Node of the packages where the other is too old', {
    skip: !old && 'no older Node here',
  }, () => {
    const { status, stderr } = spawnSync(old, [launcher, 'shwo'], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /Did you mean show/);
  });
});

function olderNode(): string {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const node = path.join(folder, 'node');
    const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    if (status === 0 && Number(stdout.slice(1).split('.')[0]) < 24) return node;
  }
  return '';
}
