import type { Finding } from './findings.ts';
import type { Reference } from './profile.ts';

/** Where the commits of a system are. */
export interface Repository {
  /** `https://github.com/owner/name`, or `file:///folder` of a clone where the workers run. */
  url: Reference;
  bearer?: Reference;
  /** Absent = the repository's own default; of a clone, what is checked out. */
  branch?: string;
  /** ms; a commit younger than that may have to do with the trouble. */
  since: number;
  /** Commits that are shown at least, young or not. */
  atLeast: number;
}

/** Questions to repositories. Each throws `TargetUnreachable` only when nothing could be asked. */
export interface CommitChecks {
  /** The newest commits, with when and by whom; never sick: what is only written runs nowhere yet. */
  recentCommits(question: { repository: Repository }): Promise<Finding>;
}
