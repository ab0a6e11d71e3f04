import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { durationInWords } from '../amounts.ts';
import { check } from './check.ts';
import type { Redis } from './connections.ts';

/** Entries that are read, and of those shown. */
const [read, listed] = [128, 20];

/** id, seconds since 1970, microseconds, the command and its arguments, client, name */
type Entry = [number, number, number, string[], string?, string?];

/** Commands that took longer than `slowAfter` ms within `since` ms: their names only, since arguments hold data. */
export function redisSlowLog(redis: Redis): PoolActivities['redisSlowLog'] {
  return ({ server, slowAfter, since }) =>
    check('slow log', redis, server, async (connection) => {
      const entries = (await connection.call('SLOWLOG', 'GET', String(read))) as Entry[];
      // The server's own clock: ours may be another.
      const [seconds] = (await connection.call('TIME')) as [string, string];
      const from = Number(seconds) - since / 1_000;
      const slow = entries
        .map(([, at, micros, command, client]) => ({
          at: new Date(Number(at) * 1_000).toISOString(),
          ms: Math.round(Number(micros) / 100) / 10,
          command: commandOf(command),
          arguments: Math.max(0, command.length - 1),
          client: client ?? null,
          recent: Number(at) >= from,
        }))
        .filter(({ ms, recent }) => ms >= slowAfter && recent)
        .map(({ recent: _, ...entry }) => entry)
        .toSorted((a, b) => b.ms - a.ms);
      const [worst] = slow;
      const most = entries.length === read ? ' or more' : '';
      return {
        verdict: worst ? 'sick' : 'well',
        says: worst
          ? `${slow.length}${most} commands took longer than ${durationInWords(slowAfter)} within the last ${durationInWords(since)}; the slowest is ${worst.command} with ${durationInWords(worst.ms)}. Everybody else waits meanwhile.`
          : `No command of the slow log took longer than ${durationInWords(slowAfter)} within the last ${durationInWords(since)}.`,
        evidence: slow.slice(0, listed),
      };
    });
}

/** A name has letters only: what else stands there may be anybody's data. */
function commandOf([name = '']: string[]): string {
  return /^[a-z._|-]{1,40}$/i.test(name) ? name.toUpperCase() : 'a command';
}
