import type { Command } from 'commander';
import { recheckSignal } from '../../../workflows/contract/messages.ts';
import { findIncident } from '../incidents/find.ts';
import { receiptText, send } from '../incidents/send.ts';
import type { Session } from '../session.ts';

/** `mayday recheck [id]` */
export function recheck(program: Command, session: Session): void {
  program
    .command('recheck')
    .description('run the checks again now, e.g. after you fixed something by hand')
    .argument('[id]', 'incident; without it the only open one')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (id: string | undefined, options: { as?: string }) => {
      const incident = await findIncident(session, id, 'open');
      const receipt = await send(session, incident, recheckSignal, {}, options.as ?? session.config.login);
      session.screen.print(receipt, () => receiptText(receipt));
    });
}
