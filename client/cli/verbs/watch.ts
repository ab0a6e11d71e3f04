import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { timelineQuery } from '../../../workflows/contract/messages.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { ask } from '../../incidents/ask.ts';
import { findIncident } from '../../incidents/find.ts';
import { describeIncident, type ListedIncident } from '../../incidents/listed.ts';
import type { Temporal } from '../../temporal.ts';
import { decisionCommands } from '../render/plan.ts';
import { entryDocument, entryText } from '../render/timeline.ts';
import type { Session } from '../session.ts';

const every = 1_000;

/** `mayday watch [id]` */
export function watch(program: Command, session: Session): void {
  program
    .command('watch')
    .description('the timeline as it happens, until the incident ends (--json: one document a line)')
    .argument('[id]', 'incident; without it the only open one')
    .action(async (id: string | undefined) => {
      await follow(session, await findIncident(session, id, 'all'));
    });
}

async function follow(session: Session, found: ListedIncident): Promise<void> {
  const temporal = await session.temporal();
  let incident = found;
  const told = new Set<string>();
  let silent = '';
  for (;;) {
    const look = await glance(temporal, incident);
    incident = look.incident;
    for (const entry of look.entries ?? []) {
      if (told.has(entry.id)) continue;
      told.add(entry.id);
      tell(session, incident, entry);
    }
    if (!incident.open) {
      if (!look.entries) session.screen.remark(`${incident.incident} has ended; nobody tells how.`);
      return;
    }
    if (look.silent !== silent) session.screen.remark(look.silent || 'Going on.');
    silent = look.silent;
    await sleep(every);
  }
}

interface Glance {
  incident: ListedIncident;
  entries?: TimelineEntry[];
  /** Why nothing is known just now, for people. */
  silent: string;
}

async function glance(temporal: Temporal, before: ListedIncident): Promise<Glance> {
  try {
    // Looked at before the timeline is asked for, so that what was written last is still read.
    const incident = await latest(temporal, before);
    const entries = await ask(temporal, incident, timelineQuery);
    return { incident, entries, silent: entries ? '' : 'Nobody answers (is a worker running?). Waiting.' };
  } catch (error) {
    const { temporalTrouble } = await import('../../temporal.ts');
    return { incident: before, silent: `${temporalTrouble(error, temporal.client)} Waiting.` };
  }
}

/** The incident as it is now; it is over when its workflow id is another's. */
async function latest(temporal: Temporal, before: ListedIncident): Promise<ListedIncident> {
  const now = before.open ? await describeIncident(temporal, before.workflowId) : before;
  return now?.firstRunId === before.firstRunId ? now : { ...before, open: false };
}

function tell(session: Session, { incident }: ListedIncident, entry: TimelineEntry): void {
  const { fact } = entry;
  session.screen.print(entryDocument(entry), (look) =>
    fact.kind === 'planned' && fact.plan.needs > 0 && Date.parse(fact.plan.expiresAt) > look.now.getTime()
      ? `${entryText(entry, look)}\n${decisionCommands(incident, fact.plan)}`
      : entryText(entry, look),
  );
}
