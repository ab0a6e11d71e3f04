// npm run save-histories [part of a name …]: plays the stories of test/replay/outcomes.ts and keeps the history of each
// under the version in package.json, gzipped; with parts of names only those that have one. --from=FOLDER takes those that
// were played with MAYDAY_SAVE_HISTORIES=FOLDER instead.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFile } from '../harness/saved-histories.ts';
import { outcomes } from './outcomes.ts';
import { keep } from './saved.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const words = process.argv.slice(2);
const played = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
const folder = played ?? (await mkdtemp(path.join(tmpdir(), 'mayday-histories-')));
try {
  const parts = words.filter((word) => !word.startsWith('--from='));
  const wanted = Object.entries(outcomes).filter(
    ([name]) => parts.length === 0 || parts.some((part) => name.includes(part)),
  );
  if (wanted.length === 0) throw new Error(`No outcome has ${parts.join(' or ')} in its name.`);
  if (!played) await play([...new Set(wanted.map(([, { story }]) => story))]);
  const saved = await Promise.all(wanted.map(([name, { story, run }]) => read(name, story, run)));
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const place = await keep(version, saved, { only: parts.length > 0 });
  console.log(`${saved.length} histories are saved in ${path.relative('.', place)}.`);
} finally {
  if (!played) await rm(folder, { recursive: true, force: true });
}

async function play(titles: readonly string[]): Promise<void> {
  const patterns = titles.map(
    (title) => `--test-name-pattern=^${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`,
  );
  const files: string[] = [];
  for await (const file of glob('test/workflows/*.test.ts', { cwd: root })) files.push(file);
  const child = spawn(
    process.execPath,
    [
      '--test',
      '--test-concurrency=2',
      '--test-timeout=180000',
      '--test-force-exit',
      ...patterns,
      ...files.sort(),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, MAYDAY_SAVE_HISTORIES: folder },
    },
  );
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('Nothing is saved: a story failed.');
}

async function read(name: string, story: string, run?: number): Promise<{ name: string; text: string }> {
  const file = path.join(folder, historyFile(story, run));
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`No story is called "${story}" any more: mend test/replay/outcomes.ts.`);
  });
  const { events }: { events: unknown[] } = JSON.parse(text);
  const lines = events.map((event) => JSON.stringify(withoutMachine(event)));
  return { name, text: `{"events":[\n${lines.join(',\n')}\n]}\n` };
}

/** A copy without names and folders of the machine it was made on; payloads included. */
function withoutMachine(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (key === 'identity') return 'mayday';
    return key === 'data'
      ? Buffer.from(cleaned(Buffer.from(value, 'base64').toString('latin1')), 'latin1').toString('base64')
      : cleaned(value);
  }
  if (Array.isArray(value)) return value.map((item) => withoutMachine(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withoutMachine(member, name)]),
  );
}

function cleaned(text: string): string {
  const stage = new RegExp(`${path.join(tmpdir(), 'mayday-stage-')}\\w+`, 'g');
  const clean = text
    .replaceAll(stage, '/stage')
    .replaceAll(root, '.')
    .replaceAll(/[^\s"'()]*\/node_modules\//g, 'node_modules/');
  if (clean.includes(tmpdir())) throw new Error(`A path of this machine would be saved: ${clean}`);
  return clean;
}
