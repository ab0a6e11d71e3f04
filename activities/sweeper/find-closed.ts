import pMap from 'p-map';
import type { ClosedRun, ClosedWalk, Run, SweeperActivities } from '../../workflows/contract/sweeper.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { closingOf } from './closing.ts';
import { concerned } from './concerned.ts';
import { endNotices, endOf } from './ended.ts';
import { incidentRun } from './incident-run.ts';
import { atOnce, incidentsAndFollowUps, listPage, pageSize } from './list-page.ts';

type Dependencies = Pick<CoordinationDependencies, 'client' | 'catalogue' | 'archive'>;

const closedOnes = `${incidentsAndFollowUps} AND ExecutionStatus != "Running"`;
/** ms that a closed run may come late to the list, or the clocks of server and worker differ. */
const overlap = 300_000;

/** Goes on through the closed runs, newest first; what is told and kept already costs a look at the archive. */
export function findClosed(deps: Dependencies): SweeperActivities['findClosed'] {
  return async ({ walk, again }) => {
    const next = again.length < pageSize ? await nextPage(deps, walk) : { runs: [], walk };
    const known = new Set(again.map(({ runId }) => runId));
    const runs = [...again, ...next.runs.filter(({ runId }) => !known.has(runId))];
    const found = await pMap(runs, (run) => unfinished(deps, run), atOnce);
    return { runs: found.flat(), walk: next.walk };
  };
}

async function nextPage({ client }: Dependencies, { since, page }: ClosedWalk) {
  const began = page?.began ?? new Date().toISOString();
  const query = since === undefined ? closedOnes : `${closedOnes} AND CloseTime >= "${since}"`;
  const { runs, next } = await listPage(client, query, page?.token);
  const walk: ClosedWalk =
    next === undefined
      ? { since: new Date(Date.parse(began) - overlap).toISOString() }
      : { ...(since === undefined ? {} : { since }), page: { token: next, began } };
  return { runs, walk };
}

async function unfinished({ client, catalogue, archive }: Dependencies, run: Run): Promise<ClosedRun[]> {
  const closed = await incidentRun(client, run);
  if (!closed) return [];
  if (closed.followsUp) {
    const end = endOf(closed, await closingOf(client, closed), undefined);
    const notices = endNotices(closed, end, concerned(catalogue, closed), Date.now());
    return notices.length > 0 ? [{ ...run, notices }] : [];
  }
  const kept = await archive.find(closed.keyId);
  if (kept?.closedRun === closed.runId) return [];
  const end = endOf(closed, await closingOf(client, closed), kept?.record.endedAt);
  if (end.end === 'no incident' || end.end === 'goes on') return [];
  const { workflowId, runId } = closed;
  return [{ workflowId, runId, notices: endNotices(closed, end, concerned(catalogue, closed), Date.now()) }];
}
