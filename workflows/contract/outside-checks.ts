import type { CommitChecks } from './commits.ts';
import type { DependencyChecks } from './dependencies.ts';
import type { ElasticsearchChecks } from './elasticsearch.ts';
import type { SentryChecks } from './sentry.ts';

/** Questions to services beside the system: what it needs, and who knows something about it. */
export interface OutsideChecks extends DependencyChecks, CommitChecks, ElasticsearchChecks, SentryChecks {}
