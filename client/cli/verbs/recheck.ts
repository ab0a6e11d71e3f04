import type { Command } from 'commander';
import { recheckSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import type { Session } from '../session.ts';

/** `mayday recheck [id]` */
export function recheck(program: Command, session: Session): void {
  program
    .command('recheck')
    .description('run the checks again now, e.g. after you fixed something by hand')
    .argument('[id]', 'incident; without it the only open one')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, { as }: { as?: string }) => act(session, id, recheckSignal, {}, as));
}
