import { ApplicationFailure } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { postMortem } from '../../archive/post-mortem/post-mortem.ts';
import { templateOf } from '../../systems/post-mortem-template.ts';
import { retryable } from '../../workflows/contract/failures.ts';
import type { SweeperActivities } from '../../workflows/contract/sweeper.ts';
import { keepEarlierRuns } from '../archive/earlier-runs.ts';
import { seal } from '../audit/seal.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { closingOf } from './closing.ts';
import { endOf } from './ended.ts';
import { incidentRun } from './incident-run.ts';
import { bareRecord, toldRecord, withEnd } from './record.ts';

/** Keeps a closed run: its whole history, and its record where the run itself kept none. */
export function keepClosed(
  deps: Pick<CoordinationDependencies, 'client' | 'catalogue' | 'archive' | 'signer'>,
): SweeperActivities['keepClosed'] {
  const { client, catalogue, archive } = deps;
  return async ({ workflowId, runId, bare }) => {
    const run = await incidentRun(client, { workflowId, runId });
    // What follows an incident keeps its list itself; the record is the incident's.
    if (!run || run.followsUp) return;
    const toldUntil = (await archive.find(run.keyId))?.record.endedAt;
    const end = endOf(run, await closingOf(client, run), toldUntil);
    if (end.end === 'no incident' || end.end === 'goes on') return;
    const whole = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const history = historyToJSON(whole);
    const keptItself = toldUntil !== undefined && Date.parse(toldUntil) >= Date.parse(run.startedAt);
    if (!keptItself) {
      const told = await toldRecord(client, run);
      if (!told && !bare) {
        throw ApplicationFailure.create({
          type: retryable.targetUnreachable,
          message: `No worker can tell of ${run.incident} at the moment`,
        });
      }
      const record = withEnd(told ?? bareRecord(catalogue, run), run, end);
      await keepEarlierRuns(deps, run, whole);
      const sealed = seal(record, archive.asKept(record), deps.signer);
      await archive.keep(sealed, history, postMortem(record, templateOf(catalogue, record)));
    }
    await archive.close(run.keyId, runId, history);
  };
}
