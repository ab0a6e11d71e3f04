import type { Repository } from '../workflows/contract/commits.ts';
import { defaultCommitsShown, defaultRecentCommits } from './defaults.ts';
import { durationText } from './duration.ts';
import type { SystemFile } from './schema.ts';

/** Where a file says that commits are; `assume` hears what it leaves open. */
export function repositoryProfile(
  { repository }: Pick<SystemFile, 'repository'>,
  assume: (says: string) => void,
): { repository?: Repository } {
  if (!repository) return {};
  const { url, bearer, branch, since, atLeast } = repository;
  if (since === undefined) {
    assume(
      `repository: the file does not say how far back commits count, so ${durationText(defaultRecentCommits)}`,
    );
  }
  return {
    repository: {
      url,
      ...(bearer ? { bearer } : {}),
      ...(branch ? { branch } : {}),
      since: since ?? defaultRecentCommits,
      atLeast: atLeast ?? defaultCommitsShown,
    },
  };
}
