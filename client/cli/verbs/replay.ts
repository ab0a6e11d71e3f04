import type { Command } from 'commander';
import { failure, usage } from '../../failure.ts';
import { replayText } from '../render/replay.ts';
import type { Session } from '../session.ts';

interface Options {
  workflowId?: string;
}

/** `mayday replay [file…]` */
export function replay(program: Command, session: Session): void {
  program
    .command('replay')
    .description('would runs of an earlier day go on with this code? Before a version is deployed')
    .argument(
      '[file...]',
      'histories as "temporal workflow show --output json" writes them, or folders of them',
    )
    .option('--workflow-id <id>', 'fetch this one from Temporal; with a file: the id that it had')
    .action(async (files: string[], { workflowId }: Options) => {
      // They load the SDK's native part, which no other command needs.
      const [{ readHistories }, { replayRuns }] = await Promise.all([
        import('../../../worker/replay/read-histories.ts'),
        import('../../../worker/replay/replay.ts'),
      ]);
      const { environment } = session.config;
      const runs =
        files.length > 0 ? await readHistories(files, workflowId) : [await fetched(session, workflowId)];
      const namespace =
        files.length > 0 ? environment.TEMPORAL_NAMESPACE || 'default' : (await session.temporal()).namespace;
      const replayed = await replayRuns(runs, { environment, namespace });
      session.screen.print(replayed, (look) => replayText(replayed, look));
      const stuck = replayed.filter(({ differs }) => differs !== undefined).length;
      if (stuck > 0) {
        throw failure(
          `${stuck} of ${replayed.length} would not go on with this code: put the change behind patched(), or let them end on their version (docs/upgrading.md).`,
        );
      }
    });
}

async function fetched(session: Session, workflowId: string | undefined) {
  if (workflowId === undefined) throw usage('It takes a FILE, a folder of them, or --workflow-id ID.');
  const { client } = await session.temporal();
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  return { name: workflowId, workflowId, history };
}
