import { type Command, Option } from 'commander';
import { approveSignal } from '../../../workflows/contract/messages.ts';
import { planHash, planNumber, words } from '../arguments.ts';
import { type DecisionOptions, decide } from '../decide.ts';
import type { Session } from '../session.ts';

/** `mayday approve [id]` */
export function approve(program: Command, session: Session): void {
  program
    .command('approve')
    .description('approve the plan that waits, with your key')
    .argument('[id]', 'incident; without it the only open one')
    .option('--plan <number>', 'the plan you have seen; without it you are asked', planNumber)
    .option('--hash <hash>', 'its hash, to decide while no worker answers', planHash)
    .option('--as <name>', 'who you are in the catalogue (MAYDAY_AS)')
    .addOption(
      new Option('--reason <text>', 'why; needed for destructive plans')
        .argParser(words)
        .conflicts('breakGlass'),
    )
    .option(
      '--break-glass <why>',
      'go alone where another approver is needed; everybody is paged and it is reviewed',
      words,
    )
    .action(async (id: string | undefined, options: DecisionOptions) => {
      await decide(session, 'approve', approveSignal, id, options);
    });
}
