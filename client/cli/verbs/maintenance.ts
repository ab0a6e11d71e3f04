import type { Command } from 'commander';
import type { Held, Planned } from '../../keepers/maintenance.ts';
import { clockTime, relative } from '../../times.ts';
import { table } from '../render/table.ts';
import type { Look } from '../screen.ts';
import type { Session } from '../session.ts';

/** `mayday maintenance` */
export function maintenance(program: Command, session: Session): void {
  program
    .command('maintenance')
    .description('windows of planned maintenance, and which alerts they hold')
    .action(async () => {
      // Loading the schema takes a while, which no other verb should wait for.
      const { plannedWindows, heldOf } = await import('../../keepers/maintenance.ts');
      const { openCatalogue } = await import('../../../systems/open-catalogue.ts');
      const catalogue = openCatalogue(session.config.catalogueDir);
      const windows = plannedWindows(catalogue, new Date());
      const temporal = await session.temporal();
      const found = await Promise.all(catalogue.systems().map((system) => heldOf(temporal, system)));
      const held = found.filter((each) => each !== undefined);
      session.screen.print({ windows, held }, (look) =>
        [windowsText(windows, look), ...held.map((each) => heldText(each, look))].join('\n\n'),
      );
    });
}

function windowsText(windows: Planned[], { now, paint, timeZone }: Look): string {
  if (windows.length === 0) return 'No maintenance is planned in any file (under "maintenance").';
  const header = ['SYSTEM', 'STATE', 'FROM', 'UNTIL', 'ALERTS', 'REASON'];
  const rows = windows.map(({ system, state, from, until, matchers, reason }) => [
    system,
    state === 'now' ? paint('yellow', state) : state,
    clockTime(from, now, timeZone),
    clockTime(until, now, timeZone),
    matchers.length > 0 ? matchers.join(', ') : 'all',
    reason,
  ]);
  return table([header.map((name) => paint('dim', name)), ...rows]);
}

function heldText(held: Held, { now, paint }: Look): string {
  const { system, places, resolved, silent } = held;
  if (silent) return `${paint('bold', system)}: nobody answers for what is held: is a worker running?`;
  const alerts = places.flatMap(({ runbook, alerts: all }) =>
    all.map(({ name, startsAt, severity }) => [name, runbook, severity ?? '', relative(startsAt, now)]),
  );
  const title = `${paint('bold', system)}: ${alerts.length} held, ${resolved} resolved meanwhile`;
  return alerts.length === 0 ? title : `${title}\n${table(alerts, '  ')}`;
}
