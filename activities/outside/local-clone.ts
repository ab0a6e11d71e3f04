import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Repository } from '../../workflows/contract/commits.ts';
import { durationInWords } from '../amounts.ts';
import type { Commit, Commits } from './commits.ts';
import { failureOf } from './failures.ts';

const run = promisify(execFile);

const patience = 5_000;
const most = 300;
const field = '%x00';

/** Nothing that a clone's own settings name is run, and nothing is fetched. */
const harmless = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'log.showSignature=false'];

/**
 * The commits of a clone on this host, by its own `git log`.
 * @throws ApplicationFailure of the type that `failures.ts` gives to what went wrong
 */
export async function commitsOfClone(
  url: URL,
  { branch, since, atLeast }: Repository,
  now: number,
): Promise<Commits> {
  const folder = await folderOf(url);
  const from = Math.floor((now - since) / 1_000);
  const recent = await log(folder, branch, [`--since=${from}`, `--max-count=${most}`]);
  const notes = await staleness(folder, since, now);
  if (recent.length >= atLeast) return { commits: recent, all: recent.length < most, notes };
  return { commits: await log(folder, branch, [`--max-count=${atLeast}`]), all: true, notes };
}

async function folderOf(url: URL): Promise<string> {
  try {
    return await realpath(fileURLToPath(url));
  } catch {
    const says = `There is no folder ${url.pathname} on the host of this worker to read commits from.`;
    throw failureOf({ trouble: 'not found', says });
  }
}

async function log(folder: string, branch: string | undefined, limits: string[]): Promise<Commit[]> {
  const settings = [...harmless, `safe.directory=${folder}`].flatMap((setting) => ['-c', setting]);
  const format = `--format=%H${field}%ct${field}%an${field}%s`;
  const args = ['--no-pager', ...settings, '-C', folder, 'log', '--no-color', format, ...limits];
  try {
    const { stdout } = await run('git', [...args, '--end-of-options', branch ?? 'HEAD', '--'], {
      env: quiet(folder),
      timeout: patience,
      killSignal: 'SIGKILL',
      maxBuffer: 4 * 1024 * 1024,
    });
    return stdout.split('\n').filter(Boolean).map(commitOf);
  } catch (error) {
    if (isEmpty(error)) return [];
    throw whyNot(error, folder, branch);
  }
}

/** Of the settings of this host's people none count, nor those of a repository that the folder may lie in. */
function quiet(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LC_ALL: 'C.UTF-8',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CEILING_DIRECTORIES: path.dirname(folder),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
}

function commitOf(line: string): Commit {
  const [hash = '', seconds, by = '', subject = ''] = line.split('\0');
  return { hash, at: Number(seconds) * 1_000, by, subject };
}

interface Ended {
  code?: unknown;
  killed?: boolean;
  stderr?: string;
}

const said = (error: unknown) => `${(error as Ended).stderr ?? ''}`;

function isEmpty(error: unknown): boolean {
  return /does not have any commits yet|ambiguous argument 'HEAD'|bad revision 'HEAD'/.test(said(error));
}

function whyNot(error: unknown, folder: string, branch: string | undefined) {
  const { code, killed } = error as Ended;
  const text = said(error);
  if (code === 'ENOENT') {
    return failureOf({
      trouble: 'settings',
      says: 'There is no git on the host of this worker: install it.',
    });
  }
  if (killed) {
    const says = `git in ${folder} did not answer within ${patience / 1_000} s.`;
    return failureOf({ trouble: 'unreachable', says });
  }
  if (/not a git repository/i.test(text)) {
    return failureOf({
      trouble: 'settings',
      says: `${folder} is no git repository: write file:///folder of a clone.`,
    });
  }
  if (/dubious ownership|permission denied/i.test(text)) {
    return failureOf({ trouble: 'rights', says: `This worker may not read the clone in ${folder}.` });
  }
  if (branch && /bad revision|unknown revision|ambiguous argument/.test(text)) {
    return failureOf({ trouble: 'not found', says: `The clone in ${folder} has no branch ${branch}.` });
  }
  const why = text.split('\n')[0]?.slice(0, 200) ?? '';
  return failureOf({ trouble: 'refused', says: `git cannot read the clone in ${folder}: ${why}.` });
}

/** A clone knows what it was told when it was fetched last. */
async function staleness(folder: string, since: number, now: number): Promise<string[]> {
  for (const file of ['.git/FETCH_HEAD', 'FETCH_HEAD']) {
    const fetched = await stat(path.join(folder, file)).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    if (fetched === undefined) continue;
    if (now - fetched <= since) return [];
    return [
      `The clone was fetched ${durationInWords(now - fetched)} ago: it knows nothing of what came later.`,
    ];
  }
  return [];
}
