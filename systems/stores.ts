import type { RunbookProfile } from '../workflows/contract/profile.ts';
import { redisTarget } from './caches.ts';
import { defaultRedisSlowAfter, defaultSlowQueryAfter } from './defaults.ts';
import { durationText } from './duration.ts';
import { postgresTarget } from './postgres-mitigations.ts';
import type { SystemFile } from './schema.ts';

/** The database and the cache of a file's other runbooks, for one that asks whether they are slow. */
export function storesOf(system: SystemFile, assume: (says: string) => void): Pick<RunbookProfile, 'stores'> {
  const { databaseIssues, cacheIssues } = system.runbooks;
  const longerThan = databaseIssues?.slowQueryAfter ?? system.thresholds.slowQuery;
  if (databaseIssues && longerThan === undefined) {
    assume(
      `queries: the file does not say after how long a statement is slow, so ${durationText(defaultSlowQueryAfter)}`,
    );
  }
  if (cacheIssues?.cache && cacheIssues.slowAfterMs === undefined) {
    assume(
      `cache: the file does not say when an answer is slow, so after ${durationText(defaultRedisSlowAfter)}`,
    );
  }
  const stores = {
    ...(databaseIssues
      ? {
          database: {
            database: postgresTarget(system, databaseIssues.database),
            longerThan: longerThan ?? defaultSlowQueryAfter,
          },
        }
      : {}),
    ...(cacheIssues?.cache
      ? {
          cache: {
            server: redisTarget(system.targets, cacheIssues.cache),
            slowAfter: cacheIssues.slowAfterMs ?? defaultRedisSlowAfter,
          },
        }
      : {}),
  };
  return Object.keys(stores).length > 0 ? { stores } : {};
}
