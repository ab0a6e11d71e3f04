import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Clock } from '../../../workflows/contract/incident.ts';
import { glanceQuery } from '../../../workflows/contract/messages.ts';
import { failure } from '../../failure.ts';
import { findIncident } from '../../incidents/find.ts';
import { type Glanced, glanceAtOpen } from '../../incidents/glance.ts';
import type { Temporal } from '../../temporal.ts';
import { askOrFail, nobodyAnswers } from '../incidents/ask.ts';
import { allClocksText, type IncidentClock, ownClocksText } from '../render/clocks.ts';
import type { Session } from '../session.ts';

/** `mayday clocks [id]` */
export function clocks(program: Command, session: Session): void {
  program
    .command('clocks')
    .description('what fires next, when, and whom it reaches')
    .argument('[id]', 'incident; without it all open ones')
    .action((id: string | undefined) => (id === undefined ? ofAll(session) : ofOne(session, id)));
}

async function ofOne(session: Session, id: string): Promise<void> {
  const { screen } = session;
  const incident = await findIncident(session, id, 'all');
  if (!incident.open)
    return screen.print([], () => `${incident.incident} is closed: nothing is due any more`);
  const glance = await askOrFail(session, incident, glanceQuery);
  screen.print(named(glance), (look) => ownClocksText(glance.clocks, glance.waitingFor, look));
}

async function ofAll(session: Session): Promise<void> {
  const { screen } = session;
  const open = await openOnes(await session.temporal());
  const [only, ...others] = open;
  if (!only) throw failure('No incident is open: "mayday list --all" shows closed ones.');
  const silent = open.filter(({ glance }) => !glance);
  if (silent.length === open.length) throw failure(nobodyAnswers(session, only));
  const running = open.flatMap(({ glance }) => (glance ? named(glance) : []));
  const { glance } = only;
  screen.print(running, (look) =>
    glance && others.length === 0
      ? ownClocksText(glance.clocks, glance.waitingFor, look)
      : allClocksText(running, look),
  );
  for (const incident of silent) screen.remark(nobodyAnswers(session, incident));
}

/** One that was started a moment ago is on Temporal's list within a second. */
async function openOnes(temporal: Temporal): Promise<Glanced[]> {
  const open = await glanceAtOpen(temporal);
  if (open.length > 0) return open;
  await sleep(500);
  return glanceAtOpen(temporal);
}

function named({ incident, label, clocks }: { incident: string; label: string; clocks: Clock[] }) {
  return clocks
    .toSorted((a, b) => Date.parse(a.due) - Date.parse(b.due))
    .map((clock): IncidentClock => ({ incident, severity: label, ...clock }));
}
