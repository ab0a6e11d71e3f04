// Runs before the packages are there: Node 20, no imports but Node's own.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const started = Date.now();

if (Number.parseInt(process.versions.node, 10) < 20) {
  fail(
    `Mayday needs Node 20 or newer, and this is Node ${process.versions.node}: install it from https://nodejs.org`,
  );
}
if (modified('node_modules/.package-lock.json') >= modified('package-lock.json')) {
  console.log('Packages: up to date');
} else {
  install();
}

function install() {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawnSync('npm', ['ci', ...quiet], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (npm.error?.code === 'ENOENT') {
    fail(
      'Mayday needs npm to install its packages, and there is none on the PATH: it comes with Node, https://nodejs.org',
    );
  }
  if (npm.error || npm.status !== 0) {
    process.stderr.write(`${npm.stdout ?? ''}${npm.stderr ?? ''}`);
    fail(
      `npm ci failed (${npm.error?.message ?? npm.signal ?? `exit code ${npm.status}`}); its output is above.`,
    );
  }
  console.log(`Packages: installed by npm ci in ${Math.round((Date.now() - started) / 1000)} s`);
}

function modified(file) {
  return statSync(`${root}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
