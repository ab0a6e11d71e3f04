import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { IncidentView } from '../../workflows/contract/incident.ts';
import type { RunbookInput } from '../../workflows/contract/input.ts';
import { incidentIdPrefix, incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { incidentQuery } from '../../workflows/contract/messages.ts';
import { type Actor, actorName } from '../../workflows/contract/people.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import { startedAs } from '../../workflows/contract/started-as.ts';
import { failure } from '../failure.ts';
import type { Temporal } from '../temporal.ts';
import { ask } from './ask.ts';
import { handedOverTo } from './ended-at-once.ts';
import { describeIncident, type ListedIncident, openIncidents } from './listed.ts';

type Client = Pick<Temporal, 'client'>;

/** What came of a start: a new incident, with its own word where it gave one in time; or one that was open already. */
export type Opened =
  | { joined: false; incident: string; workflowId: string; view?: IncidentView }
  | { joined: true; there: ListedIncident };

export interface OpeningOptions {
  /** ms that a new incident has for its first word. */
  patience?: number;
  /** Kept with the run; a start with the same token is not a second one. */
  token?: string;
}

const deadline = 5_000;
const tokenKey = 'startedBy';

/**
 * Starts a runbook at its right place, unless an incident is open there.
 * @throws CommandFailure with the incident's sentence if it was refused
 */
export async function openIncident(
  temporal: Client,
  runbook: string,
  input: RunbookInput & { openedBy: Actor },
  { patience = deadline, token }: OpeningOptions = {},
): Promise<Opened> {
  const there = await alreadyOpen(temporal, runbook, input);
  if (there) return await joinedOrOurs(temporal, there, token);
  const { client } = temporal;
  const workflowId = incidentWorkflowId(input.system, runbook, input.group ?? 'manual', input.mode);
  try {
    await client.withDeadline(Date.now() + deadline, () =>
      client.workflow.start(runbook, {
        workflowId,
        taskQueue: coordinationQueue,
        args: [input],
        ...startedAs({ ...input, runbook, by: actorName(input.openedBy) }),
        ...(token ? { memo: { [tokenKey]: token } } : {}),
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return await joinedOrOurs(temporal, await described(temporal, workflowId), token);
  }
  return await opened(temporal, await described(temporal, workflowId), patience);
}

async function joinedOrOurs(
  temporal: Client,
  there: ListedIncident,
  token: string | undefined,
): Promise<Opened> {
  if (token === undefined) return { joined: true, there };
  const { memo } = await temporal.client.workflow.getHandle(there.workflowId).describe();
  return memo?.[tokenKey] === token ? await opened(temporal, there, 0) : { joined: true, there };
}

async function opened(temporal: Client, started: ListedIncident, patience: number): Promise<Opened> {
  const view = await firstWord(temporal, started, patience);
  const { incident, workflowId } = view ?? started;
  return { joined: false, incident, workflowId, view };
}

/** Without a group, a person joins what is open for that system and runbook. */
async function alreadyOpen(
  temporal: Client,
  runbook: string,
  { system, group, mode }: RunbookInput,
): Promise<ListedIncident | undefined> {
  if (group !== undefined) {
    const there = await describeIncident(temporal, incidentWorkflowId(system, runbook, group, mode));
    return there?.open ? there : undefined;
  }
  const [oldest] = await openIncidents(temporal, incidentIdPrefix(system, runbook, mode));
  return oldest;
}

/** What a fresh incident says of itself, once it can. @throws CommandFailure with its sentence if it was refused */
async function firstWord(
  temporal: Client,
  started: ListedIncident,
  patience: number,
): Promise<IncidentView | undefined> {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    const now = await described(temporal, started.workflowId);
    if (!now.open) {
      const to = await handedOverTo(temporal, started);
      return await firstWord(temporal, await described(temporal, to), patience);
    }
    const view = await ask(temporal, now, incidentQuery, Math.max(100, until - Date.now()));
    if (view) return view;
    await sleep(100);
  }
  return undefined;
}

async function described(temporal: Client, workflowId: string): Promise<ListedIncident> {
  const incident = await describeIncident(temporal, workflowId);
  if (!incident) throw failure(`Temporal lost sight of ${workflowId}: look with "mayday list --all".`);
  return incident;
}
