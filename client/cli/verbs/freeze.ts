import type { Command } from 'commander';
import { freezeSentence, thawCommand } from '../../../workflows/contract/freeze.ts';
import { failure } from '../../failure.ts';
import { beginFreeze, freezeOf } from '../../keepers/freezes.ts';
import { words } from '../arguments.ts';
import { systemNamed } from '../keepers/system-named.ts';
import type { Session } from '../session.ts';

/** `mayday freeze <reason> [--system ID]` */
export function freeze(program: Command, session: Session): void {
  program
    .command('freeze')
    .description('halt all changes at once; checks, clocks and pages go on')
    .argument('<reason>', 'why, in quotes', words)
    .option('--system <id>', 'only changes to this system')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (reason: string, { system, as }: { system?: string; as?: string }) => {
      await systemNamed(session, system);
      const temporal = await session.temporal();
      const by = as ?? session.config.login;
      const before = await beginFreeze(temporal, { system, by, reason });
      if (before) throw failure(`${freezeSentence(before)}. It is in force already.`);
      const frozen = await freezeOf(temporal, system);
      if (!frozen) throw failure('It was thawed at once by somebody else.');
      session.screen.print(
        frozen,
        () => `FROZEN: ${freezeSentence(frozen)}. It ends with: ${thawCommand(frozen)}`,
      );
    });
}
