import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import { coordinate } from './incident/coordinate.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import { type Questions, recover } from './incident/recovery.ts';
import type { Story } from './incident/rounds.ts';

/** Cache recovery: it is emptied, filled again, and looked at before and after. (001 Cache Recovery) */
export async function cacheRecovery(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('cacheRecovery', input, rebuildCache);
}

async function rebuildCache(incident: Incident): ReturnType<Story> {
  const { profile } = incident;
  const { cache, mitigations } = profile.runbook;
  if (mitigations.length === 0) return await coordinate(incident);
  if (!cache) return await recover(incident, {});
  const { server, memoryWarnAt: warnAt, slowAfter, neverExpireAbove } = cache;
  const questions: Questions = {
    ping: (ask) => ask.redisPing({ server, slowAfter }),
    memory: (ask) => ask.redisMemory({ server, warnAt }),
    keys: (ask) => ask.redisKeys({ server, neverExpireAbove }),
  };
  return await recover(incident, questions);
}
