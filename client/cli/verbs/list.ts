import type { Command } from 'commander';
import { incidentQuery } from '../../../workflows/contract/messages.ts';
import type { Temporal } from '../../temporal.ts';
import { ask } from '../incidents/ask.ts';
import { closedIncidents, closedLookedAt, type ListedIncident, openIncidents } from '../incidents/listed.ts';
import { type ListLine, listText } from '../render/incident-list.ts';
import type { Session } from '../session.ts';

const patience = 2_000;

/** `mayday list` */
export function list(program: Command, session: Session): void {
  program
    .command('list')
    .description('the open incidents')
    .option('--all', `with the latest ${closedLookedAt} closed ones`)
    .action(async (options: { all?: true }) => {
      const temporal = await session.temporal();
      const open = await openIncidents(temporal);
      const lines = await Promise.all(open.map((incident) => withItsOwnWord(temporal, incident)));
      if (options.all) lines.push(...(await closedIncidents(temporal)).map(line));
      session.screen.print(lines, (look) =>
        lines.length > 0 ? listText(lines, look) : nothing(options.all),
      );
      if (lines.some(({ open: isOpen, phase }) => isOpen && phase === undefined)) {
        session.screen.remark('"?" = nobody answers for it: is a worker running?');
      }
    });
}

async function withItsOwnWord(temporal: Temporal, incident: ListedIncident): Promise<ListLine> {
  const view = await ask(temporal, incident, incidentQuery, patience);
  if (!view) return line(incident);
  const { incident: name, label, phase, waitingFor, openedAt } = view;
  return { ...line(incident), incident: name, severity: label, phase, waitingFor, openedAt };
}

function line({
  keyId: _key,
  firstRunId: _first,
  runId: _run,
  startedAt,
  ...known
}: ListedIncident): ListLine {
  return { ...known, openedAt: startedAt };
}

function nothing(all: true | undefined): string {
  return all ? 'No incident, open or closed.' : 'No incident is open. "mayday list --all" shows closed ones.';
}
