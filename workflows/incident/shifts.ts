import { turnsOf } from '../contract/profile.ts';
import { brief } from './brief.ts';
import type { Incident } from './incident.ts';

/** When a shift changes of a role that was reached, whoever comes on is told where the incident is. */
export async function handOverShifts(incident: Incident): Promise<void> {
  const { shifts } = incident.profile;
  if (Object.keys(shifts).length === 0) return;
  for (;;) {
    const { rolesReached } = incident.state;
    const next = nextChange(incident);
    const moved = () => incident.state.rolesReached !== rolesReached;
    if (!next) {
      await incident.waitFor('Somebody with shifts is reached', moved, Number.POSITIVE_INFINITY);
      continue;
    }
    const { role, at, from, to } = next;
    const fires = `${role} changes from ${from.join(', ')} to ${to.join(', ')}`;
    incident.clocks.set('shift', { name: 'shift', due: at, fires, reaches: to });
    const early = await incident.waitFor(`Shift of ${role}`, moved, Date.parse(at));
    incident.clocks.delete('shift');
    if (early) continue;
    const entry = incident.record({ kind: 'handed over', role, from, to });
    incident.tell('update', entry, { people: to, below: brief(incident) });
  }
}

/** The soonest change to other people, of the roles that were reached. */
function nextChange({ profile, state }: Incident) {
  const now = new Date().toISOString();
  const changes = state.rolesReached.flatMap((role) => {
    const turns = turnsOf(profile.shifts, role);
    return turns.flatMap(({ from: at, people: to }, i) => {
      const from = turns[i - 1]?.people ?? [];
      return i > 0 && at > now && from.join() !== to.join() ? [{ role, at, from, to }] : [];
    });
  });
  return changes.toSorted((a, b) => a.at.localeCompare(b.at))[0];
}
