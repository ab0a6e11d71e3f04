import type { Command } from 'commander';
import { clocksQuery } from '../../../workflows/contract/messages.ts';
import { askOrFail } from '../incidents/ask.ts';
import { findIncident } from '../incidents/find.ts';
import { clocksText } from '../render/clocks.ts';
import type { Session } from '../session.ts';

/** `mayday clocks [id]` */
export function clocks(program: Command, session: Session): void {
  program
    .command('clocks')
    .description('what fires next, when, and whom it reaches')
    .argument('[id]', 'incident; without it the only open one')
    .action(async (id: string | undefined) => {
      const incident = await findIncident(session, id, 'all');
      const running = await askOrFail(session, incident, clocksQuery);
      session.screen.print(running, (look) => clocksText(running, look));
    });
}
