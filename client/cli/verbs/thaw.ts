import { WorkflowNotFoundError } from '@temporalio/common';
import type { Command } from 'commander';
import { freezeWorkflowId, thawSignal } from '../../../workflows/contract/freeze.ts';
import { failure } from '../../failure.ts';
import { freezeOf } from '../../keepers/freezes.ts';
import { words } from '../arguments.ts';
import type { Session } from '../session.ts';

const patience = 5_000;

/** `mayday thaw [reason] [--system ID]` */
export function thaw(program: Command, session: Session): void {
  program
    .command('thaw')
    .description('allow changes again')
    .argument('[reason]', 'why, in quotes', words)
    .option('--system <id>', 'the freeze of this system')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (reason: string | undefined, { system, as }: { system?: string; as?: string }) => {
      const temporal = await session.temporal();
      const { client } = temporal;
      const frozen = await freezeOf(temporal, system);
      if (!frozen) throw failure(nothingFrozen(system));
      const by = { name: as ?? session.config.login, door: 'cli' as const };
      const handle = client.workflow.getHandle(freezeWorkflowId(system));
      try {
        await client.withDeadline(Date.now() + patience, () => handle.signal(thawSignal, { by, reason }));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) throw failure(nothingFrozen(system));
        throw error;
      }
      const over = await ended(async () => (await freezeOf(temporal, system)) === undefined);
      session.screen.print({ ...frozen, thawed: over }, () =>
        over
          ? `Changes${system === undefined ? '' : ` to ${system}`} are allowed again.`
          : 'Recorded; it is frozen until a worker has seen it (is one running?).',
      );
    });
}

function nothingFrozen(system: string | undefined): string {
  return system === undefined
    ? 'Not everything is frozen: "mayday list" says what is; one system is thawed with --system ID.'
    : `${system} is not frozen by itself: "mayday list" says what is.`;
}

/** A thaw counts as soon as a worker has seen it; that takes a moment. */
async function ended(isOver: () => Promise<boolean>): Promise<boolean> {
  for (const until = Date.now() + patience; Date.now() < until; ) {
    if (await isOver()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
