import type { Command } from 'commander';
import { failure } from '../../failure.ts';
import { reportsText } from '../render/reports.ts';
import type { Session } from '../session.ts';

/** `mayday doctor` */
export function doctor(program: Command, session: Session): void {
  program
    .command('doctor')
    .description('try everything that Mayday needs, and say what to do about the rest')
    .option('--system <id>', 'look at the targets and channels of this system alone')
    .action(async ({ system }: { system?: string }) => {
      const { examine } = await import('../doctor/examine.ts');
      const reports = await examine(session, system);
      session.screen.print(reports, (look) => reportsText(reports, look));
      const bad = reports.filter(({ verdict }) => verdict === 'bad').length;
      if (bad > 0) throw failure(`${bad} ${bad > 1 ? 'things' : 'thing'} to mend.`);
    });
}
