import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import pMap from 'p-map';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { failure, usage } from '../../failure.ts';
import { namespaceOf } from '../audit/opened-history.ts';
import { replayText } from '../render/replay.ts';
import type { Session } from '../session.ts';

interface Options {
  workflowId?: string;
  open?: true;
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
    .option('--open', 'all runs that are open now')
    .action(async (files: string[], { workflowId, open }: Options) => {
      // They load the SDK's native part, which no other command needs.
      const [{ readHistories }, { replayRuns }] = await Promise.all([
        import('../../../worker/replay/read-histories.ts'),
        import('../../../worker/replay/replay.ts'),
      ]);
      const { environment } = session.config;
      const runs =
        files.length > 0 ? await readHistories(files, workflowId) : await fetched(session, workflowId, open);
      const namespace = files.length > 0 ? await namespaceOf(session) : (await session.temporal()).namespace;
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

async function fetched(session: Session, workflowId?: string, open?: true) {
  if ((workflowId === undefined) === (open === undefined)) {
    throw usage('It takes a FILE, a folder of them, --workflow-id ID or --open.');
  }
  const { client } = await session.temporal();
  const ids = workflowId === undefined ? await openRuns(client) : [workflowId];
  return await pMap(
    ids,
    async (id) => ({
      name: id,
      workflowId: id,
      history: await client.workflow.getHandle(id).fetchHistory(),
    }),
    { concurrency: 4 },
  );
}

async function openRuns(client: Client): Promise<string[]> {
  const ids: string[] = [];
  const query = `ExecutionStatus = "Running" AND TaskQueue = "${coordinationQueue}"`;
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  if (ids.length === 0) throw failure('Nothing is open, so there is nothing to replay.');
  return ids;
}
