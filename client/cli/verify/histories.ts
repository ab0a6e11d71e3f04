import { WorkflowNotFoundError } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { eventsOf } from '../../../archive/audit/history.ts';
import { type Run, runOf } from '../../../archive/verify/run.ts';
import { openedHistory } from '../audit/opened-history.ts';
import type { Session } from '../session.ts';

/** The runs of a chain whose histories could be read, oldest first, and why others could not. */
export interface Chain {
  runs: Run[];
  missing: string[];
}

/** ms for one history. */
const patience = 30_000;

/** Reads all runs that went on as one another, back from this one. */
export async function chainOf(session: Session, workflowId: string, runId: string): Promise<Chain> {
  const chain: Chain = { runs: [], missing: [] };
  for (let at: string | undefined = runId; at !== undefined; ) {
    const history = await historyOf(session, workflowId, at);
    if (!history) {
      chain.missing.push(`Temporal has no history of the run ${at} any more`);
      break;
    }
    const run = await readRun(session, at, history.text, chain.missing);
    if (run) chain.runs.unshift(run);
    at = history.before;
  }
  return chain;
}

/** Reads one run; one that cannot be read is told in `missing`. */
export async function readRun(
  session: Session,
  name: string,
  text: string,
  missing: string[],
): Promise<Run | undefined> {
  try {
    return runOf(name, eventsOf(await openedHistory(session, text)));
  } catch (error) {
    missing.push(`the history ${name} cannot be read: ${(error as Error).message.replace(/\.$/, '')}`);
    return undefined;
  }
}

async function historyOf(session: Session, workflowId: string, runId: string) {
  const { client } = await session.temporal();
  try {
    const history = await client.withDeadline(Date.now() + patience, () =>
      client.workflow.getHandle(workflowId, runId).fetchHistory(),
    );
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    return { text: historyToJSON(history), before: started?.continuedExecutionRunId || undefined };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
