import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../unit/deploy/compose-file.ts';
import { dockerfile, type Instruction, reachesTheBuild } from '../../unit/deploy/dockerfile.ts';

/**
 * Lays out what the image holds in its /app, as the build stage of the Dockerfile says, and answers with the folder.
 * All of it is done for real but one step: the packages of `npm ci --omit=dev` come from this project's own
 * node_modules, those that the lock does not call development's.
 */
export function layOutImage(): string {
  const app = mkdtempSync(path.join(tmpdir(), 'mayday-image-'));
  chmodSync(app, 0o755);
  for (const instruction of dockerfile()[0]?.instructions ?? []) carryOut(instruction, app);
  return app;
}

function carryOut({ name, rest }: Instruction, app: string): void {
  if (name === 'WORKDIR') {
    if (rest !== '/app') throw new Error(`The image is laid out in /app; WORKDIR is ${rest}.`);
  } else if (name === 'COPY') {
    const words = rest.split(/\s+/);
    const to = path.join(app, words.pop() ?? '');
    for (const source of words) {
      const place =
        words.length > 1 || to.endsWith('/') || !path.extname(source) ? to : path.join(to, source);
      const target = path.extname(source) ? path.join(to, path.basename(source)) : place;
      cpSync(path.join(root, source), target, { recursive: true, filter: (file) => kept(file) });
    }
  } else if (name === 'RUN' && rest.startsWith('npm ci ')) productionPackages(app);
  else if (name === 'RUN')
    execFileSync('/bin/sh', ['-ec', rest], { cwd: app, env: withNode(), stdio: 'pipe' });
  else throw new Error(`The build stage has ${name}, which nothing here carries out.`);
}

function kept(file: string): boolean {
  return reachesTheBuild(path.relative(root, file));
}

/** Hard links, so that it takes seconds; nothing writes into them. */
function productionPackages(app: string): void {
  const lock = JSON.parse(readFileSync(path.join(root, 'node_modules/.package-lock.json'), 'utf8'));
  const places = Object.entries<{ dev?: boolean }>(lock.packages)
    .filter(([place, { dev }]) => place !== '' && !dev && existsSync(path.join(root, place)))
    .map(([place]) => place)
    .filter((place) => place.lastIndexOf('node_modules/') === 0);
  mkdirSync(path.join(app, 'node_modules'));
  const copy = (flag: string) =>
    execFileSync('cp', [flag, '--parents', ...places, app], { cwd: root, stdio: 'pipe' });
  try {
    copy('-al');
  } catch {
    // The temporary folder is on another file system.
    copy('-a');
  }
}

function withNode(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` };
}
