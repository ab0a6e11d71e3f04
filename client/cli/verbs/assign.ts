import type { Command } from 'commander';
import { assignSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import { words } from '../arguments.ts';
import type { Session } from '../session.ts';

/** `mayday assign [id] --to ROLE|NAME` */
export function assign(program: Command, session: Session): void {
  program
    .command('assign')
    .description('name the incident commander')
    .argument('[id]', 'incident; without it the only open one')
    .requiredOption('--to <who>', 'a person, or a role of the catalogue', words)
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, { to, as }: { to: string; as?: string }) =>
      act(session, id, assignSignal, { to }, as),
    );
}
