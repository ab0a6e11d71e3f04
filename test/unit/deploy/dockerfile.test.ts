import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { composeFile, root } from './compose-file.ts';
import { copied, dockerfile, imageEnvironment, ofImage, reachesTheBuild } from './dockerfile.ts';
import { reachable } from './imports.ts';

const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));

describe('deploy/Dockerfile', () => {
  test('copies all that worker, gateway, codec server and command line import', () => {
    const { files, packages } = reachable();
    for (const folder of new Set(files.map((file) => file.split('/')[0] ?? ''))) {
      assert.ok(copied().includes(folder), `${folder} is imported but not copied: COPY ${folder} ${folder}`);
    }
    for (const name of packages)
      assert.ok(dependencies[name], `${name} is no dependency, and the image has no others`);
    for (const file of files) assert.ok(reachesTheBuild(file), `.dockerignore keeps ${file} out`);
  });

  test('copies nothing that is not run', () => {
    const { files } = reachable();
    for (const source of copied().filter((name) => !name.endsWith('.json'))) {
      assert.ok(existsSync(path.join(root, source)), source);
      assert.ok(
        files.some((file) => file.startsWith(`${source}/`)),
        `nothing of ${source} is imported`,
      );
    }
    for (const file of [
      'test/run.ts',
      'docs/architecture.md',
      '.env',
      'deploy/secrets/hook-token',
      'README.md',
    ])
      assert.equal(reachesTheBuild(file), false, file);
    for (const file of globSync('systems/*.yaml', { cwd: root }))
      assert.equal(reachesTheBuild(file), false, file);
    assert.equal(reachesTheBuild('client/board/assets/board.css'), true);
  });

  test('begins from an image with a whole version, that of the Node which the tests run on', () => {
    const { version } = lock.packages['node_modules/node'];
    for (const { from } of dockerfile()) assert.equal(from, `node:${version}-trixie-slim`);
  });

  test('runs as nobody special, by number, so that a cluster can see that it is not root', () => {
    assert.deepEqual(ofImage('USER'), ['1000:1000']);
    const names = dockerfile()
      .at(-1)
      ?.instructions.map(({ name }) => name);
    assert.deepEqual(names?.slice(-2), ['USER', 'CMD']);
  });

  test('installs what the lock says, leaves no lists behind, and fetches nothing by itself', () => {
    const runs = dockerfile().flatMap(({ instructions }) =>
      instructions.filter(({ name }) => name === 'RUN').map(({ rest }) => rest),
    );
    assert.ok(runs.includes('npm ci --omit=dev --no-audit --no-fund'));
    for (const command of runs) {
      assert.doesNotMatch(command, /\b(curl|wget|sudo|npm install)\b/);
      if (!command.includes('apt-get')) continue;
      assert.match(command, /apt-get install -y --no-install-recommends/);
      assert.match(command, /rm -rf \/var\/lib\/apt\/lists\/\*/);
    }
    for (const { instructions } of dockerfile())
      assert.ok(!instructions.some(({ name }) => name === 'ADD' || name === 'HEALTHCHECK'));
  });

  test('sets what the processes read, and says what it is', () => {
    const { MAYDAY_WORKFLOW_BUNDLE, MAYDAY_CATALOGUE } = imageEnvironment();
    const [, made] =
      /RUN node worker\/bundle\.ts (\S+)/.exec(readFileSync(path.join(root, 'deploy/Dockerfile'), 'utf8')) ??
      [];
    assert.equal(MAYDAY_WORKFLOW_BUNDLE, `/app/${made}`);
    assert.ok(composeFile().services.worker?.volumes?.includes(`./systems:${MAYDAY_CATALOGUE}:ro`));
    const labels = ofImage('LABEL').join(' ');
    for (const label of ['title', 'description', 'licenses', 'version', 'revision'])
      assert.match(labels, new RegExp(`org\\.opencontainers\\.image\\.${label}="`));
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    assert.ok(ofImage('ARG').includes(`MAYDAY_VERSION=${version}`));
  });
});
