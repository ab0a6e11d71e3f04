import type { Command } from 'commander';
import { undoSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import { planNumber } from '../arguments.ts';
import type { Session } from '../session.ts';

/** `mayday undo [id] --plan N` */
export function undo(program: Command, session: Session): void {
  program
    .command('undo')
    .description('take back what a plan changed: a plan of that is made and asked')
    .argument('[id]', 'incident; without it the only open one')
    .requiredOption('--plan <number>', 'the plan whose change is in effect', planNumber)
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, { plan, as }: { plan: number; as?: string }) =>
      act(session, id, undoSignal, { plan }, as),
    );
}
