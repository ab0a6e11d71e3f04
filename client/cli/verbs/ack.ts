import type { Command } from 'commander';
import { acknowledgeSignal } from '../../../workflows/contract/messages.ts';
import { findIncident } from '../incidents/find.ts';
import { receiptText, send } from '../incidents/send.ts';
import type { Session } from '../session.ts';

/** `mayday ack [id]` */
export function ack(program: Command, session: Session): void {
  program
    .command('ack')
    .description('acknowledge: you have it, and the ladder stops paging others')
    .argument('[id]', 'incident; without it the only open one')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (id: string | undefined, options: { as?: string }) => {
      const incident = await findIncident(session, id, 'open');
      const receipt = await send(
        session,
        incident,
        acknowledgeSignal,
        {},
        options.as ?? session.config.login,
      );
      session.screen.print(receipt, () => receiptText(receipt));
    });
}
