import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { recentCommits } from '../../../activities/outside/commits.ts';
import { freePort } from '../../../servers/process.ts';
import type { Repository } from '../../../workflows/contract/commits.ts';
import { type GitHub, startGitHub } from './git-hub.ts';

const run = promisify(execFile);
const hour = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const settings: Record<string, string> = {};
const resolve = (given: string) => given.replace(/\$\{(\w+)\}/g, (_, name: string) => settings[name] ?? '');
const ask = (repository: Partial<Repository> & { url: string }) =>
  recentCommits({ resolve })({ repository: { since: 2 * hour, atLeast: 3, ...repository } });

describe('commits, asked of GitHub', () => {
  let hub: GitHub;
  before(async () => {
    hub = await startGitHub();
    settings.TOKEN = hub.token;
  });
  beforeEach(() => {
    Object.assign(hub, { commits: [], refuses: undefined, asked: [] });
  });
  after(() => hub.stop());
  const bearer = `\${TOKEN}`;
  const pushed = (n: number, ms: number, message = `Change ${n}`) => ({
    sha: `${n}`.padStart(40, 'a'),
    message,
    by: 'Ana',
    at: ago(ms),
  });

  test('those within the time are counted, the newest is told, and it is never sick', async () => {
    hub.commits = [
      pushed(1, 12 * 60_000, 'Faster login\n\nLong story'),
      pushed(2, hour),
      pushed(3, 26 * hour),
      pushed(4, 27 * hour),
    ];
    const found = await ask({ url: hub.url, bearer });
    assert.equal(found.verdict, 'well');
    assert.match(
      found.says,
      /^2 commits within the last 2 h, the newest aaaaaaa by Ana, 12 min ago: "Faster login"\.$/,
    );
    assert.deepEqual(
      found.evidence?.map(({ says, recent }) => [says, recent]),
      [
        ['Faster login', 'yes'],
        ['Change 2', 'yes'],
        ['Change 3', 'no'],
      ],
    );
  });

  test('without any within the time the newest are shown with their age', async () => {
    hub.commits = [pushed(1, 26 * hour), pushed(2, 27 * hour)];
    const found = await ask({ url: hub.url, bearer });
    assert.match(
      found.says,
      /^No commit within the last 2 h; the newest is aaaaaaa by Ana, 26 h ago: "Change 1"\.$/,
    );
    assert.equal(found.evidence?.length, 2);
  });

  test('more than a page are followed, and more than three pages are said to be more', async () => {
    hub.commits = Array.from({ length: 230 }, (_, i) => pushed(i, i * 1_000));
    assert.match((await ask({ url: hub.url, bearer })).says, /^230 commits within/);
    assert.equal(hub.asked.length, 3);
    hub.commits = Array.from({ length: 350 }, (_, i) => pushed(i, i * 1_000));
    const found = await ask({ url: hub.url, bearer });
    assert.match(found.says, /^300 or more commits within/);
    assert.equal(found.evidence?.length, 20);
  });

  test('an empty repository has none', async () => {
    const found = await ask({ url: hub.url, bearer });
    assert.deepEqual([found.verdict, found.says, found.evidence], ['well', 'No commits yet.', []]);
  });

  test('what is wrong with token, rights, repository or branch is told apart', async () => {
    hub.commits = [pushed(1, 0)];
    settings.OTHER = 'ghp_otherOtherOther0001';
    const says = async (change: Partial<Repository>) => {
      const found = await ask({ url: hub.url, bearer, ...change });
      assert.equal(found.verdict, 'unknown');
      assert.doesNotMatch(JSON.stringify(found), /ghp_/);
      return found.says;
    };
    assert.match(await says({ bearer: `\${OTHER}` }), /does not know our token \(401\): see its bearer\.$/);
    assert.match(
      await says({ bearer: undefined }),
      /has no such repository or branch, or it is private and wants a bearer \(404\)/,
    );
    assert.match(
      await says({ branch: 'gone' }),
      /has no such repository or branch, or our token may not see it/,
    );
    assert.match(
      await says({ url: 'ssh://git@github.com/shop/backend' }),
      /^The URL of the repository is none: write https/,
    );
    hub.refuses = 'no rights';
    assert.match(
      await says({}),
      /does not let our token read commits \(403: Resource not accessible .*\): give it "Contents: read"/,
    );
  });

  test('who asks too often hears when to come back: soon is waited for, late is said', async () => {
    hub.refuses = 'secondary rate limit';
    await assert.rejects(ask({ url: hub.url, bearer }), {
      type: 'RateLimited',
      nonRetryable: false,
      nextRetryDelay: 3_000,
    });
    hub.refuses = 'rate limit';
    const found = await ask({ url: hub.url, bearer });
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /is asked too often and wants us to come back in 30 min \(403\)\.$/);
  });

  test('one that cannot answer now, or is not there, is to be asked again', async () => {
    hub.refuses = 'down';
    await assert.rejects(ask({ url: hub.url, bearer }), {
      type: 'TargetUnreachable',
      message: /cannot answer now \(502\)/,
    });
    const nobody = `http://127.0.0.1:${await freePort()}/shop/backend`;
    await assert.rejects(ask({ url: nobody }), {
      type: 'TargetUnreachable',
      message: /is down: nothing listens there/,
    });
  });

  test('what looks like a secret in a message is masked', async () => {
    hub.commits = [pushed(1, 0, 'Set password=canary-9 for ana@shop.example')];
    assert.match((await ask({ url: hub.url, bearer })).says, /"Set password=\*\*\* for \*\*\*@\*\*\*"/);
  });
});

describe('commits, read of a clone on this host', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-clone-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const git = (...args: string[]) => run('git', ['-C', folder, ...args]);
  async function commit(subject: string, ms: number): Promise<void> {
    const when = { GIT_AUTHOR_DATE: ago(ms), GIT_COMMITTER_DATE: ago(ms) };
    const who = ['-c', 'user.name=Ana', '-c', 'user.email=ana@shop.example'];
    await run('git', ['-C', folder, ...who, 'commit', '-q', '--allow-empty', '-m', subject], {
      env: { ...process.env, ...when },
    });
  }
  const repository = (change: Partial<Repository> = {}) =>
    ask({ url: pathToFileURL(folder).href, ...change });

  test('those within the time are counted, older ones shown beside them', async () => {
    await git('init', '-q', '-b', 'main');
    await commit('First', 50 * hour);
    await commit('Second', 30 * hour);
    await commit('Faster login', 12 * 60_000);
    const found = await repository();
    assert.match(
      found.says,
      /^1 commit within the last 2 h, the newest \w{7} by Ana, 12 min ago: "Faster login"\.$/,
    );
    assert.deepEqual(
      found.evidence?.map(({ says, recent }) => [says, recent]),
      [
        ['Faster login', 'yes'],
        ['Second', 'no'],
        ['First', 'no'],
      ],
    );
  });

  test('a clone that was fetched long ago says so', async () => {
    await git('init', '-q', '-b', 'main');
    await commit('First', 50 * hour);
    const fetched = path.join(folder, '.git/FETCH_HEAD');
    await writeFile(fetched, '');
    const then = new Date(Date.now() - 26 * hour);
    await utimes(fetched, then, then);
    assert.match(
      (await repository()).says,
      /The clone was fetched 26 h ago: it knows nothing of what came later\.$/,
    );
  });

  test('no commit, no repository, no folder and no branch are told apart', async () => {
    const says = async (change: Partial<Repository> = {}) => {
      const found = await repository(change);
      return [found.verdict, found.says];
    };
    assert.deepEqual(await says(), [
      'unknown',
      `${folder} is no git repository: write file:///folder of a clone.`,
    ]);
    await git('init', '-q', '-b', 'main');
    assert.deepEqual(await says(), ['well', 'No commits yet.']);
    await commit('First', 0);
    assert.deepEqual(await says({ branch: 'gone' }), [
      'unknown',
      `The clone in ${folder} has no branch gone.`,
    ]);
    assert.deepEqual(await says({ branch: '--output=/tmp/canary' }), [
      'unknown',
      `The clone in ${folder} has no branch --output=/tmp/canary.`,
    ]);
    const gone = pathToFileURL(path.join(folder, 'gone')).href;
    assert.match(
      `${await says({ url: gone })}`,
      /^unknown,There is no folder \S+\/gone on the host of this worker/,
    );
  });

  test('the folder of another repository is not mistaken for a clone', async () => {
    await git('init', '-q', '-b', 'main');
    await commit('First', 0);
    const inside = path.join(folder, 'inside');
    await mkdir(inside);
    const found = await repository({ url: pathToFileURL(inside).href });
    assert.match(found.says, /\/inside is no git repository/);
  });

  test('no program that a clone names in its settings is run', async () => {
    await git('init', '-q', '-b', 'main');
    await commit('First', 0);
    const ran = path.join(folder, 'ran');
    const program = path.join(folder, 'program');
    await writeFile(program, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
    const named = [
      'core.fsmonitor',
      'core.pager',
      'pager.log',
      'gpg.program',
      'core.sshCommand',
      'diff.external',
    ];
    for (const setting of named) await git('config', setting, program);
    await git('config', 'log.showSignature', 'true');
    assert.equal((await repository()).verdict, 'well');
    await assert.rejects(import('node:fs/promises').then(({ stat }) => stat(ran)));
  });
});
