import type { Command } from 'commander';
import { acknowledgeSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import type { Session } from '../session.ts';

/** `mayday ack [id]` */
export function ack(program: Command, session: Session): void {
  program
    .command('ack')
    .description('acknowledge: you have it, and the ladder stops paging others')
    .argument('[id]', 'incident; without it the only open one')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, { as }: { as?: string }) => act(session, id, acknowledgeSignal, {}, as));
}
