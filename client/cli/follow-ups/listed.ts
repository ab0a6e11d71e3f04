import type { WorkflowExecutionInfo } from '@temporalio/client';
import {
  type FollowUpsView,
  followUpsQuery,
  keyIdOfPostIncident,
  postIncidentIdStart,
} from '../../../workflows/contract/follow-ups.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import { failure, usage } from '../../failure.ts';
import { ask } from '../../incidents/ask.ts';
import { closedLookedAt } from '../../incidents/listed.ts';
import { matchIncidents, type Named, nameStart } from '../../incidents/match.ts';
import type { Temporal } from '../../temporal.ts';
import type { Session } from '../session.ts';

/** The follow-ups of one incident, as Temporal lists them. */
export interface ListedFollowUps extends Named {
  keyId: string;
  runId: string;
  open: boolean;
}

const settled = 'ExecutionStatus != "Running" AND ExecutionStatus != "ContinuedAsNew"';
const deadline = 5_000;
const patience = 2_000;

/** The follow-ups of all incidents that have some left. */
export function openFollowUps(temporal: Temporal): Promise<ListedFollowUps[]> {
  return listed(temporal, 'ExecutionStatus = "Running"');
}

/**
 * The follow-ups of the incident that a person means; without a name those of the only one that has some left.
 * @throws CommandFailure with a sentence if it is none or several
 */
export async function findFollowUps(
  session: Session,
  typed: string | undefined,
  among: 'open' | 'all',
): Promise<ListedFollowUps> {
  const temporal = await session.temporal();
  if (typed !== undefined && !typed.includes(':') && nameStart(typed) === undefined) {
    throw usage(
      `"${typed}" is no incident: give a name such as INC-7K3FQ2, its beginning, or a workflow id.`,
    );
  }
  const open = await openFollowUps(temporal);
  let found = typed === undefined ? open : matchIncidents(typed, open);
  if (found.length === 0 && typed !== undefined) {
    found = matchIncidents(typed, await listed(temporal, settled, closedLookedAt));
  }
  const [only, second] = found;
  if (second) {
    const names = found.map(({ incident }) => incident).join(', ');
    throw failure(
      typed === undefined
        ? `${found.length} incidents have follow-ups, so say which: ${names}.`
        : `"${typed}" is the beginning of several: ${names}.`,
    );
  }
  if (!only) {
    throw failure(
      typed === undefined
        ? 'No incident has follow-ups.'
        : `${typed} has no follow-ups: only what was resolved as fixed has some. "mayday follow-ups" lists them.`,
    );
  }
  if (among === 'open' && !only.open) throw failure(`The follow-ups of ${only.incident} are settled.`);
  return only;
}

/** What the run says of itself; undefined if nobody answers. */
export function askFollowUps(temporal: Temporal, of: ListedFollowUps): Promise<FollowUpsView | undefined> {
  return ask(temporal, of, followUpsQuery, patience);
}

async function listed(
  { client }: Temporal,
  status: string,
  atMost = Number.POSITIVE_INFINITY,
): Promise<ListedFollowUps[]> {
  const query = `WorkflowId STARTS_WITH "${postIncidentIdStart}" AND ${status}`;
  return client.withDeadline(Date.now() + deadline, async () => {
    const found = new Map<string, ListedFollowUps>();
    for await (const run of client.workflow.list({ query, pageSize: 200 })) {
      // The newest run of each comes first.
      if (!found.has(run.workflowId)) found.set(run.workflowId, of(run));
      if (found.size >= atMost) break;
    }
    return [...found.values()];
  });
}

function of({ workflowId, runId, status }: WorkflowExecutionInfo): ListedFollowUps {
  const keyId = keyIdOfPostIncident(workflowId) ?? '';
  return { incident: incidentName(keyId), workflowId, keyId, runId, open: status.name === 'RUNNING' };
}

export async function findOpenFollowUps(
  session: Session,
  typed: string | undefined,
): Promise<ListedFollowUps> {
  return await findFollowUps(session, typed, 'open');
}
