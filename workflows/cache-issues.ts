import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { CacheProfile } from './contract/redis.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { coordinate } from './incident/coordinate.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Story } from './incident/rounds.ts';

/**
 * Cache issues: does it answer, is it full, what does it hold, and may it be emptied? (000 Redis Issues; 001 Cache
 * Issues; 003 Quick Checks; 004 scenarios 1 and 4) Everything but emptying it is up to people.
 */
export async function cacheIssues(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('cacheIssues', input, lookAtCache);
}

async function lookAtCache(incident: Incident): ReturnType<Story> {
  const { cache } = incident.profile.runbook;
  return cache ? await makeRoom(incident, cache) : await coordinate(incident);
}

async function makeRoom(incident: Incident, cache: CacheProfile): ReturnType<Story> {
  const { server, memoryWarnAt: warnAt, clientsWarnAt, hitRateBelow, neverExpireAbove } = cache;
  const { slowAfter, recent: since } = cache;
  incident.inbox.newEpisode = false;
  const found = await incident.diagnose({
    ping: (ask) => ask.redisPing({ server, slowAfter }),
    memory: (ask) => ask.redisMemory({ server, warnAt }),
    stats: (ask) => ask.redisStats({ server, clientsWarnAt, hitRateBelow }),
    'slow log': (ask) => ask.redisSlowLog({ server, slowAfter, since }),
    keys: (ask) => ask.redisKeys({ server, neverExpireAbove }),
    health: incident.health,
  });
  if (Object.values(found).every(({ verdict }) => verdict === 'well')) return 'nothing left';
  const full = found.memory.verdict === 'sick';
  return await offerAsCalledFor(incident, found, { 'redis.flush': full ? [server.id] : [] });
}
