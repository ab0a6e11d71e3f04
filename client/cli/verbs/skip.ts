import type { Command } from 'commander';
import { skipSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import type { Session } from '../session.ts';

/** `mayday skip [id]` */
export function skip(program: Command, session: Session): void {
  program
    .command('skip')
    .description('skip what is on offer, or the rest of the stability window')
    .argument('[id]', 'incident; without it the only open one')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, { as }: { as?: string }) => act(session, id, skipSignal, {}, as));
}
