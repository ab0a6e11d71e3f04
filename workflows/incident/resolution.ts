import type { Incident } from './incident.ts';
import { onCall, reach } from './paging.ts';

const warnings = [50, 80, 100];

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
  const events = [nextWarning(incident), nextStep(incident)].filter((event) => event !== undefined);
  return events.sort((a, b) => a.due - b.due)[0];
}

/** Of several that have passed, as after a severity change, only the last is said. */
function nextWarning(incident: Incident): Event | undefined {
  const { resolution } = incident.target;
  if (resolution === undefined) return undefined;
  const dueAt = (percent: number) => Date.parse(incident.openedAt) + (resolution * percent) / 100;
  const left = warnings.filter((percent) => percent > incident.state.warned);
  const percent = left.filter((each) => dueAt(each) <= Date.now()).at(-1) ?? left[0];
  if (percent === undefined) return undefined;
  const target = new Date(dueAt(100)).toISOString();
  return {
    due: dueAt(percent),
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

/** Steps that were missed meanwhile come one at a time, as far apart as in the ladder. */
function nextStep(incident: Incident): Event | undefined {
  const steps = incident.target.resolutionLadder;
  const { climbed, lastClimbedAt } = incident.state;
  const index = steps.findIndex(({ role }) => !climbed.includes(role));
  const step = steps[index];
  if (!step) return undefined;
  const gap = step.after - (steps[index - 1]?.after ?? 0);
  const spaced = lastClimbedAt === undefined ? 0 : Date.parse(lastClimbedAt) + gap;
  const due = Math.max(Date.parse(incident.openedAt) + step.after, spaced);
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
