import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted, durationInWords } from '../amounts.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { webPlace } from '../http/place.ts';
import { shownLine } from '../kubernetes/log-lines.ts';
import { ago } from '../kubernetes/words.ts';
import { check } from './check.ts';
import { failureOf } from './failures.ts';
import { commitsOfGitHub } from './git-hub.ts';
import { commitsOfClone } from './local-clone.ts';

/** A commit as `git log` tells it. */
export interface Commit {
  hash: string;
  /** When it was committed, epoch ms. */
  at: number;
  by: string;
  subject: string;
}

/** Commits that were found, newest first; `all` = none within the time is missing, `notes` = what else to know of them. */
export interface Commits {
  commits: Commit[];
  all: boolean;
  notes: string[];
}

const shown = 20;

/** The newest commits of a system's repository, asked of GitHub or of a clone on this host. */
export function recentCommits({
  resolve,
}: Pick<PoolDependencies, 'resolve'>): PoolActivities['recentCommits'] {
  return ({ repository }) =>
    check('commits', async () => {
      const url = URL.parse(resolve(repository.url));
      const place = webPlace(
        { id: 'repository', url: repository.url },
        resolve,
        repository.bearer === undefined ? [] : [repository.bearer],
      );
      const now = Date.now();
      const { commits, all, notes } =
        url?.protocol === 'file:'
          ? await commitsOfClone(url, repository, now)
          : await commitsOfGitHub(place, resolve, repository, now);
      const recent = commits.filter(({ at }) => now - at <= repository.since);
      const [newest] = commits;
      const most = all ? '' : ' or more';
      const told =
        newest &&
        `${newest.hash.slice(0, 7)} by ${newest.by}, ${ago(newest.at, now)}: "${shownLine(newest.subject)}"`;
      return {
        verdict: 'well',
        says: [
          newest === undefined
            ? 'No commits yet.'
            : recent.length > 0
              ? `${counted(recent.length, 'commit').replace(/(?= commit)/, most)} within the last ${durationInWords(repository.since)}, the newest ${told}.`
              : `No commit within the last ${durationInWords(repository.since)}; the newest is ${told}.`,
          ...notes,
        ].join(' '),
        evidence: commits
          .slice(0, Math.min(shown, Math.max(recent.length, repository.atLeast)))
          .map((commit) => ({
            commit: commit.hash.slice(0, 7),
            at: new Date(commit.at).toISOString(),
            by: commit.by,
            says: shownLine(commit.subject),
            recent: now - commit.at <= repository.since ? 'yes' : 'no',
          })),
      };
    });
}

/** @throws ApplicationFailure `InvalidInput` */
export function noRepository(): never {
  const says =
    'The URL of the repository is none: write https://github.com/owner/name, or file:///folder of a clone on the host of the workers.';
  throw failureOf({ trouble: 'settings', says });
}
