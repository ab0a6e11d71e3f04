import type { Command } from 'commander';
import { idStarts } from '../../../workflows/contract/keys.ts';
import { type Glanced, glanceAtOpen } from '../../incidents/glance.ts';
import { closedIncidents, closedLookedAt, type ListedIncident } from '../../incidents/listed.ts';
import { byUrgency, soonest } from '../../incidents/next.ts';
import { freezesOf, frozenLines } from '../../keepers/freezes.ts';
import { type ListLine, listText } from '../render/incident-list.ts';
import type { Session } from '../session.ts';

/** `mayday list` */
export function list(program: Command, session: Session): void {
  program
    .command('list')
    .description('the open incidents, first what is due next')
    .option('--all', `with the latest ${closedLookedAt} closed ones`)
    .option('--shadow', 'shadow incidents instead; with --all dry runs, too')
    .action(async (options: { all?: true; shadow?: true }) => {
      const temporal = await session.temporal();
      const { live, shadow, 'dry-run': dryRun } = idStarts;
      const open = await glanceAtOpen(temporal, options.shadow ? shadow : live);
      const lines = open.toSorted((a, b) => byUrgency(urgency(a), urgency(b))).map(openLine);
      const closed = options.shadow ? [shadow, dryRun] : [live];
      if (options.all) lines.push(...(await closedIncidents(temporal, ...closed)).map(line));
      const frozen = frozenLines(
        await freezesOf(
          temporal,
          open.map(({ system }) => system),
        ),
      );
      session.screen.print(lines, (look) =>
        [
          ...frozen.map((text) => look.paint('red', text)),
          lines.length > 0 ? listText(lines, look) : nothing(options.all),
        ].join('\n'),
      );
      if (open.some(({ glance }) => !glance)) {
        session.screen.remark('"?" = nobody answers for it: is a worker running?');
      }
    });
}

function urgency({ glance, severity }: Glanced) {
  return { severity: glance?.severity ?? severity, clocks: glance?.clocks };
}

function openLine(incident: Glanced): ListLine {
  const { glance, ...listed } = incident;
  if (!glance) return line(listed);
  const { label, phase, waitingFor, openedAt, clocks } = glance;
  return { ...line(listed), severity: label, phase, waitingFor, openedAt, next: soonest(clocks) ?? null };
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
