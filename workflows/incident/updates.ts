import type { Incident } from './incident.ts';
import { waitingFor } from './state.ts';

/** Everybody hears how it goes as often as the severity promises; what nobody writes, Mayday says from what it knows. */
export async function keepUpdating(incident: Incident): Promise<never> {
  for (;;) {
    const { severity, lastUpdateAt } = incident.state;
    const moved = () => incident.state.severity !== severity || incident.state.lastUpdateAt !== lastUpdateAt;
    const every = incident.target.updatesEvery ?? Number.POSITIVE_INFINITY;
    const due = Date.parse(lastUpdateAt ?? incident.openedAt) + every;
    if (every === Number.POSITIVE_INFINITY) incident.clocks.delete('update');
    else {
      const at = new Date(due).toISOString();
      incident.clocks.set('update', {
        name: 'update',
        due: at,
        fires: 'an update to everybody',
        reaches: [],
      });
    }
    if (await incident.waitFor('The next update', moved, due)) continue;
    const { phase } = incident.state;
    const next = new Date(Date.now() + every).toISOString();
    incident.announce({
      kind: 'status',
      text: `${phase}, waiting for ${waitingFor(incident.state)}`,
      next: `an update by ${next}`,
    });
  }
}
