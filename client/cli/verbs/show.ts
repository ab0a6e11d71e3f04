import type { Command } from 'commander';
import { clocksQuery } from '../../../workflows/contract/messages.ts';
import { findIncident } from '../../incidents/find.ts';
import { freezesOf, frozenLines } from '../../keepers/freezes.ts';
import { askIncident, askOrFail } from '../incidents/ask.ts';
import { incidentText } from '../render/incident.ts';
import type { Session } from '../session.ts';

/** `mayday show [id]` */
export function show(program: Command, session: Session): void {
  program
    .command('show')
    .description('one incident on one screen: clocks, findings, and what waits for you')
    .argument('[id]', 'incident; without it the only open one')
    .action(async (id: string | undefined) => {
      const incident = await findIncident(session, id, 'all');
      const view = await askIncident(session, incident);
      const clocks = await askOrFail(session, incident, clocksQuery);
      const freezes = incident.open ? await freezesOf(await session.temporal(), [incident.system]) : [];
      session.screen.print({ ...view, clocks, freezes }, (look) =>
        [
          ...frozenLines(freezes).map((text) => look.paint('red', text)),
          incidentText(view, clocks, look),
        ].join('\n'),
      );
    });
}
