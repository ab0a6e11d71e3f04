import type { Incident } from './incident.ts';

/** After the first page, reaches one step of the ladder each time the response target passes, until somebody acknowledges. */
export async function climbUntilAcknowledged(incident: Incident): Promise<void> {
  for (;;) {
    const last = Date.parse(incident.state.lastReachedAt ?? incident.openedAt);
    const due = last + incident.target.response;
    const next = incident.profile.ladder[incident.state.reached];
    incident.clocks.set('response', {
      name: 'response',
      due: new Date(due).toISOString(),
      fires: next ? `${next.role} is reached` : 'nobody is left to reach',
      reaches: next?.people ?? [],
    });
    const acknowledged = await acknowledgedBy(incident, due);
    if (acknowledged === 'moved') continue;
    incident.clocks.delete('response');
    if (acknowledged) return;
    incident.record({ kind: 'response missed', due: new Date(due).toISOString() });
    if (!incident.climb('nobody acknowledged in time')) return;
  }
}

/** True, false at the deadline, or `moved` when something else reached the next step meanwhile. */
async function acknowledgedBy(incident: Incident, due: number): Promise<boolean | 'moved'> {
  const { reached } = incident.state;
  const woken = await incident.waitFor(
    'Response target: acknowledged?',
    () => incident.state.acknowledged !== undefined || incident.state.reached !== reached,
    due,
  );
  if (incident.state.acknowledged) return true;
  return woken ? 'moved' : false;
}
