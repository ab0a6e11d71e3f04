import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { publicKeyOf } from '../../../client/keys/private-key.ts';
import { composeFile, root } from './compose-file.ts';

describe('deploy/make-secrets.sh', () => {
  let project: string;
  const made = (name: string) => path.join(project, 'deploy/secrets', name);
  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), 'mayday-secrets-'));
    mkdirSync(path.join(project, 'deploy'));
    copyFileSync(path.join(root, 'deploy/make-secrets.sh'), path.join(project, 'deploy/make-secrets.sh'));
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  function make() {
    const said = spawnSync('/bin/sh', ['deploy/make-secrets.sh'], { cwd: project, encoding: 'utf8' });
    assert.equal(said.status, 0, said.stderr);
    return said.stdout;
  }

  test('makes every secret of docker-compose.yml and every folder of them that it mounts', () => {
    make();
    for (const { file } of Object.values(composeFile().secrets))
      assert.ok(statSync(path.join(project, file)).size >= 24, file);
    const mounted = Object.values(composeFile().services).flatMap(({ volumes }) => volumes ?? []);
    for (const volume of mounted.filter((each) => each.startsWith('./deploy/secrets/')))
      assert.ok(statSync(path.join(project, volume.split(':')[0] ?? '')).isDirectory(), volume);
  });

  test('nobody else on the host comes past the folder; whoever a container is can read what it is given', () => {
    make();
    assert.equal(statSync(made('.')).mode & 0o777, 0o700);
    for (const name of ['hook-token', 'gateway-key'])
      assert.equal(statSync(made(name)).mode & 0o777, 0o644, name);
  });

  test('keys are Ed25519, and each public half belongs to its private one', () => {
    make();
    for (const name of ['gateway', 'audit']) {
      const pem = readFileSync(made(`${name}-key`), 'utf8');
      assert.equal(createPrivateKey(pem).asymmetricKeyType, 'ed25519');
      const half = readFileSync(made(`${name}-public-key`), 'utf8').trim();
      assert.equal(half, publicKeyOf(pem));
      assert.ok(createPublicKey({ key: Buffer.from(half, 'base64'), format: 'der', type: 'spki' }));
    }
  });

  test('never writes over what is there, and makes what is missing or empty', () => {
    make();
    const token = readFileSync(made('hook-token'), 'utf8');
    writeFileSync(made('audit-key'), '');
    const said = make();
    assert.equal(readFileSync(made('hook-token'), 'utf8'), token);
    assert.match(said, /kept .*hook-token/);
    assert.match(said, /made .*audit-key/);
    assert.ok(statSync(made('audit-key')).size > 0);
  });
});

test('git keeps no secret', () => {
  for (const name of ['deploy/secrets/hook-token', 'deploy/secrets/worker/slack-token', '.env']) {
    const { status } = spawnSync('git', ['check-ignore', '-q', name], { cwd: root });
    assert.equal(status, 0, `${name} is not ignored`);
  }
});
