import type { Command } from 'commander';
import { changeSeveritySignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import { words } from '../arguments.ts';
import type { Session } from '../session.ts';

interface SeverityOptions {
  to: string;
  reason: string;
  as?: string;
}

/** `mayday severity [id] --to P1 --reason …` */
export function severity(program: Command, session: Session): void {
  program
    .command('severity')
    .description("change the severity; all clocks count anew from the incident's opening")
    .argument('[id]', 'incident; without it the only open one')
    .requiredOption('--to <severity>', "P0 to P3, or the system's own word", words)
    .requiredOption('--reason <text>', 'why', words)
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, { to, reason, as }: SeverityOptions) =>
      act(session, id, changeSeveritySignal, { severity: to, reason }, as),
    );
}
