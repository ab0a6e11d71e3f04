import type { Finding } from './findings.ts';
import type { Reference } from './profile.ts';

/** A project of Sentry. */
export interface SentryTarget {
  id: string;
  kind: 'sentry';
  /** Where no project is named beside it, the last parts of its path are organization and project. */
  url: Reference;
  /** Slugs, as they stand in its addresses. */
  organization?: string;
  project?: string;
  bearer?: Reference;
  /** Absent = all of them. */
  environment?: string;
}

/** Where a system's errors are gathered, and how far back they count. */
export interface SentryProfile {
  target: SentryTarget;
  /** ms */
  since: number;
}

/** Questions to Sentry. Each throws `TargetUnreachable` only when nothing could be asked. */
export interface SentryChecks {
  /** Unresolved issues seen within the last `since` ms, the most frequent first, with their releases; sick with any that is an error. */
  sentryIssues(question: SentryProfile): Promise<Finding>;
}
