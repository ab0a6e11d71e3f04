import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { postMortem } from '../../archive/post-mortem/post-mortem.ts';
import { templateOf } from '../../systems/post-mortem-template.ts';
import type { CoordinationActivities } from '../../workflows/contract/activities.ts';
import { final } from '../../workflows/contract/failures.ts';
import { seal } from '../audit/seal.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { keepEarlierRuns } from './earlier-runs.ts';

/** Keeps the calling run's record under its seal, its history so far (replayable), those of the runs it continued from, and the post-mortem; answers where the latter is, and the seal. */
export function archive(
  deps: Pick<CoordinationDependencies, 'client' | 'archive' | 'catalogue' | 'signer'>,
): CoordinationActivities['archive'] {
  return async (record) => {
    const run = Context.current().info.workflowExecution;
    if (!run) throw ApplicationFailure.nonRetryable('Only a workflow can be archived', final.invalidInput);
    const history = await deps.client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
    await keepEarlierRuns(deps, record, history);
    const sealed = seal(record, deps.archive.asKept(record), deps.signer);
    const postMortemAt = await deps.archive.keep(
      sealed,
      historyToJSON(history),
      postMortem(record, templateOf(deps.catalogue, record)),
    );
    return { postMortemAt, seal: sealed.seal };
  };
}
