import type { Finding } from '../contract/findings.ts';
import type { RunbookProfile } from '../contract/profile.ts';
import type { Checks } from '../incident/activities.ts';

/** Whether the system's database and cache are what is slow; nothing where the file names none. */
export function storeQuestions({
  stores: { database, cache } = {},
}: RunbookProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  return {
    ...(database ? { 'slow queries': (ask: Checks) => ask.postgresSlowQueries(database) } : {}),
    ...(cache ? { ping: (ask: Checks) => ask.redisPing(cache) } : {}),
  };
}
