import { peopleOf } from '../contract/profile.ts';
import { sentence } from '../contract/sentences.ts';
import type { Fact } from '../contract/timeline.ts';
import { findingsInShort } from './brief.ts';
import type { Incident } from './incident.ts';
import { onCall } from './paging.ts';
import { waitingFor } from './standing.ts';

/** What happened since the last update that everybody wants to know. */
const progress: readonly Fact['kind'][] = [
  'acknowledged',
  'assigned',
  'severity changed',
  'applied',
  'rolled out',
  'not rolled out',
  'improved',
  'not improved',
  'rejected',
  'well',
  'relapsed',
  'monitoring',
  'taken over',
];

/**
 * Everybody hears how it goes as often as the severity promises. Whoever commands is reminded when five sixths of the
 * time have passed; what nobody writes, Mayday says from what it knows.
 */
export async function keepUpdating(incident: Incident): Promise<never> {
  for (;;) {
    const { severity, lastUpdateAt } = incident.state;
    const moved = () => incident.state.severity !== severity || incident.state.lastUpdateAt !== lastUpdateAt;
    const every = incident.target.updatesEvery ?? Number.POSITIVE_INFINITY;
    const since = lastUpdateAt ?? incident.openedAt;
    const due = Date.parse(since) + every;
    if (every === Number.POSITIVE_INFINITY) incident.clocks.delete('update');
    else {
      const at = new Date(due).toISOString();
      incident.clocks.set('update', {
        name: 'update',
        due: at,
        fires: 'an update to everybody',
        reaches: [],
      });
      if (!wasReminded(incident, at)) {
        const early = due - every / 6;
        showReminder(incident, early);
        const woken = await incident.waitFor('An update will be due', moved, early);
        incident.clocks.delete('update reminder');
        if (woken) continue;
        remind(incident, at);
      }
    }
    if (await incident.waitFor('The next update', moved, due)) continue;
    tellAll(incident, since, new Date(Date.now() + every).toISOString());
  }
}

/** Before the run continued as new, or before the severity changed and changed back. */
function wasReminded({ timeline }: Incident, due: string): boolean {
  return timeline.some(({ fact }) => fact.kind === 'update due' && fact.due === due);
}

function showReminder(incident: Incident, due: number): void {
  incident.clocks.set('update reminder', {
    name: 'update reminder',
    due: new Date(due).toISOString(),
    fires: 'a reminder of the update',
    // Whoever commands by then.
    get reaches() {
      return writers(incident, due);
    },
  });
}

/** Who writes an update: whoever commands, else whoever was reached first. */
function writers(incident: Incident, at?: number): string[] {
  const { commander } = incident.state;
  const [first] = incident.target.responseLadder;
  if (commander) return peopleOf(incident.profile.roles, commander);
  return first ? onCall(incident, first, at) : [];
}

function remind(incident: Incident, due: string): void {
  const people = writers(incident);
  const entry = incident.record({ kind: 'update due', due, people });
  incident.tell('update', entry, { people, below: [`mayday note ${incident.name} "…" --kind update`] });
}

/** Status, progress, next steps, next update. */
function tellAll(incident: Incident, since: string, next: string): void {
  const { state, timeline } = incident;
  const done = timeline.filter(({ at, fact }) => at > since && progress.includes(fact.kind)).slice(-4);
  const entry = incident.record({
    kind: 'status',
    text: `${state.phase}, waiting for ${waitingFor(state)}`,
    next: `an update by ${next}`,
  });
  incident.tell('update', entry, {
    below: [
      ...findingsInShort(state.findings),
      ...(done.length > 0
        ? done.map(({ fact }) => `Since then: ${sentence(fact)}`)
        : ['Since then: nothing new']),
      ...[...incident.clocks.values()]
        .filter(({ name }) => name !== 'update')
        .map(({ due, fires }) => `Next, ${due}: ${fires}`),
    ],
  });
}
