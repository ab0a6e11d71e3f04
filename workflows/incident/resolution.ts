import { nextWarning, resolutionStepDue } from './due.ts';
import type { Incident } from './incident.ts';
import { onCall, reach } from './paging.ts';

interface Event {
  due: number;
  what: string;
  reaches: string[];
  fire(): void;
}

/** Warns of the resolution target and climbs its ladder until the incident is resolved; acknowledging does not stop it. */
export async function watchResolution(incident: Incident): Promise<never> {
  for (;;) {
    const { severity, climbed } = incident.state;
    const moved = () => incident.state.severity !== severity || incident.state.climbed !== climbed;
    const event = nextEvent(incident);
    show(incident, event);
    const due = event?.due ?? Number.POSITIVE_INFINITY;
    if (!(await incident.waitFor(event?.what ?? 'A severity with a resolution target', moved, due)))
      event?.fire();
  }
}

function nextEvent(incident: Incident): Event | undefined {
  const events = [warning(incident), step(incident)].filter((event) => event !== undefined);
  return events.sort((a, b) => a.due - b.due)[0];
}

function warning(incident: Incident): Event | undefined {
  const openedAt = Date.parse(incident.openedAt);
  const { resolution } = incident.target;
  const next = nextWarning(incident.target, { openedAt, warned: incident.state.warned, now: Date.now() });
  if (!next || resolution === undefined) return undefined;
  const { percent, due } = next;
  const target = new Date(openedAt + resolution).toISOString();
  return {
    due,
    what: percent === 100 ? 'Resolution target' : `${percent} % of the resolution target`,
    reaches: [],
    fire: () =>
      incident.announce(
        percent === 100
          ? { kind: 'resolution missed', due: target }
          : { kind: 'target nears', percent, due: target },
      ),
  };
}

function step(incident: Incident): Event | undefined {
  const { climbed, lastClimbedAt } = incident.state;
  const next = resolutionStepDue(incident.target, {
    openedAt: Date.parse(incident.openedAt),
    climbed,
    lastClimbedAt: lastClimbedAt === undefined ? undefined : Date.parse(lastClimbedAt),
  });
  if (!next) return undefined;
  const { step, due } = next;
  return {
    due,
    what: `Not resolved: ${step.role}`,
    reaches: onCall(incident, step, due),
    fire: () => reach(incident, 'resolution', 'the incident is not resolved'),
  };
}

function show(incident: Incident, event: Event | undefined): void {
  if (!event) incident.clocks.delete('resolution');
  else {
    const { due, what, reaches } = event;
    incident.clocks.set('resolution', {
      name: 'resolution',
      due: new Date(due).toISOString(),
      fires: what,
      reaches,
    });
  }
}
