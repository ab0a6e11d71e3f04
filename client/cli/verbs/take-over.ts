import type { Command } from 'commander';
import { takeOverSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import type { Session } from '../session.ts';

/** `mayday take-over [id]` */
export function takeOver(program: Command, session: Session): void {
  program
    .command('take-over')
    .description('work by hand: nothing is proposed until a recheck')
    .argument('[id]', 'incident; without it the only open one')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, { as }: { as?: string }) => act(session, id, takeOverSignal, {}, as));
}
