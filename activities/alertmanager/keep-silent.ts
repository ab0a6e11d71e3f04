import { type AlertmanagerActivities, mostSilences } from '../../workflows/contract/alertmanager.ts';
import type { Resolve } from '../dependencies.ts';
import { openAlertmanager, type Silence } from './api.ts';
import { about, commentOf, meaningOf, silencesOf } from './silences.ts';

/** ms by which a silence's end must have come nearer before it is moved. */
const worthMoving = 60_000;

/** One silence an alert, by all of its labels as the Alertmanager itself has them. */
export function keepSilent({ resolve }: { resolve: Resolve }): AlertmanagerActivities['keepSilent'] {
  return async ({ alertmanager, keyId, incident, alerts, until }) => {
    const server = openAlertmanager(alertmanager, resolve);
    const wanted = new Set(alerts.map(({ fingerprint }) => fingerprint));
    const known = await server.alerts([...new Set(alerts.map(({ name }) => name))]);
    const firing = known.filter(({ fingerprint }) => wanted.has(fingerprint));
    const there = Map.groupBy(await silencesOf(server, keyId), ({ matchers }) => meaningOf(matchers));

    const silenced: string[] = [];
    for (const { fingerprint, labels } of firing.slice(0, mostSilences)) {
      const wantedSilence = { ...about(labels), comment: commentOf({ incident, keyId }) };
      const [first, ...more] = oldestFirst(there.get(meaningOf(wantedSilence.matchers)) ?? []);
      // A try whose answer was lost may have been one too many.
      for (const { id } of more) await server.end(id);
      const now = new Date().toISOString();
      if (!first) await server.silence({ ...wantedSilence, startsAt: now, endsAt: until });
      else if (Date.parse(until) - Date.parse(first.endsAt) >= worthMoving) {
        await server.silence({ ...wantedSilence, id: first.id, startsAt: first.startsAt, endsAt: until });
      }
      silenced.push(fingerprint);
    }
    return {
      silenced,
      fires: firing.map(({ fingerprint, startsAt }) => ({ fingerprint, startsAt })),
    };
  };
}

function oldestFirst(silences: Silence[]): Silence[] {
  return silences.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt) || a.id.localeCompare(b.id));
}
