import type { Command } from 'commander';
import { runChecksSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import type { Session } from '../session.ts';

/** `mayday run-checks [id]` */
export function runChecks(program: Command, session: Session): void {
  program
    .command('run-checks')
    .description('run the checks now, beside all else')
    .argument('[id]', 'incident; without it the only open one')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, { as }: { as?: string }) => act(session, id, runChecksSignal, {}, as));
}
