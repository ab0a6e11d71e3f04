import type { Command } from 'commander';
import { openLeases } from '../../keepers/leases.ts';
import { relative } from '../../times.ts';
import { table } from '../render/table.ts';
import type { Session } from '../session.ts';

/** `mayday leases` */
export function leases(program: Command, session: Session): void {
  program
    .command('leases')
    .description('which targets are changed now, who waits for them, and how often they were changed')
    .action(async () => {
      const open = await openLeases(await session.temporal());
      session.screen.print(open, ({ now, paint }) => {
        if (open.length === 0) return 'No target is being changed, nor was one within the hour.';
        const header = ['SYSTEM', 'TARGET', 'CHANGED BY', 'UNTIL', 'WAITS', 'CHANGES WITHIN THE HOUR'];
        const rows = open.map(({ system, target, holder, queue, changes, silent }) => [
          system,
          paint('bold', target),
          silent ? '?' : holder ? `${holder.incident} (plan ${holder.plan}: ${holder.what})` : 'nobody',
          holder ? relative(holder.until, now) : '',
          queue.map(({ incident }) => incident).join(', '),
          silent ? '?' : `${changes.length}`,
        ]);
        return table([header.map((name) => paint('dim', name)), ...rows]);
      });
      if (open.some(({ silent }) => silent))
        session.screen.remark('"?" = nobody answers for it: is a worker running?');
    });
}
