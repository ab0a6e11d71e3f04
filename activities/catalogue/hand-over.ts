import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Admission } from '../../workflows/contract/activities.ts';
import type { Mode, RunbookInput } from '../../workflows/contract/input.ts';
import { hashOf, incidentIdPrefix, incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { noteSignal } from '../../workflows/contract/messages.ts';
import { type Actor, actorName } from '../../workflows/contract/people.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import type { RunbookName } from '../../workflows/contract/runbooks.ts';
import { startedAs } from '../../workflows/contract/started-as.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { openIncidents } from './open-incidents.ts';

type Dependencies = Pick<CoordinationDependencies, 'client' | 'log'>;

interface Misplaced {
  runbook: RunbookName;
  workflowId: string;
  start: RunbookInput;
  mode: Mode;
  /** RFC 3339 */
  openedAt: string;
}

const someone: Actor = { kind: 'person', name: 'someone', door: 'temporal-ui', verified: false };

/**
 * The workflow id a person's start should have. Without a `group` it joins an open incident of that system and runbook,
 * else it is `manual`; a run at any incident's place stays there, so that no two hand over to each other. A shadow joins
 * shadows only, and a dry run joins nothing: each has a place of its own.
 */
export async function rightPlace(
  deps: Dependencies,
  { runbook, workflowId, start, mode, openedAt }: Misplaced,
): Promise<string> {
  const prefix = incidentIdPrefix(start.system, runbook, mode);
  if (mode === 'dry-run') {
    const fits = workflowId.startsWith(prefix) && workflowId.length > prefix.length;
    return fits ? workflowId : `${prefix}${hashOf([workflowId, openedAt]).slice(0, 12)}`;
  }
  if (start.group !== undefined) return incidentWorkflowId(start.system, runbook, start.group, mode);
  const isPlace = (id: string) => id.startsWith(prefix) && /^[0-9a-f]{12}$/.test(id.slice(prefix.length));
  if (isPlace(workflowId)) return workflowId;
  const manual = incidentWorkflowId(start.system, runbook, 'manual', mode);
  const open = (await openIncidents(deps, prefix)).filter(isPlace);
  return open.includes(manual) ? manual : (open[0] ?? manual);
}

/** Gives a start to the run at its right place, which opens it if nobody has; a second attempt adds nothing. */
export async function handOver(
  { client }: Dependencies,
  { runbook, workflowId, start, mode, place }: Misplaced & { place: string },
): Promise<Admission> {
  const openedBy = start.openedBy ?? someone;
  const by = openedBy.kind === 'person' ? { name: openedBy.name, door: openedBy.door } : undefined;
  const also = `also started as ${workflowId.slice(0, 200)}`;
  const started = client.workflow.signalWithStart(runbook, {
    workflowId: place,
    // The place of a dry run is its own; one that is over by now was not lost.
    ...(mode === 'dry-run' ? { workflowIdReusePolicy: 'REJECT_DUPLICATE' as const } : {}),
    taskQueue: coordinationQueue,
    args: [{ ...start, ...groupAt(place, runbook, start, mode), openedBy }],
    ...startedAs({ ...start, runbook, mode, by: actorName(openedBy) }),
    signal: noteSignal,
    signalArgs: [
      {
        id: `also-started-${hashOf([workflowId, start.summary ?? '']).slice(0, 16)}`,
        by,
        text: start.summary ? `${also}: ${start.summary}` : also,
      },
    ],
  });
  await started.catch((error: unknown) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  });
  return { admission: 'handed over', to: place };
}

/** The group whose place it is; that of a joined incident is not known, and should it have ended, the new one stays there. */
function groupAt(
  place: string,
  runbook: RunbookName,
  { system, group = 'manual' }: RunbookInput,
  mode: Mode,
) {
  return incidentWorkflowId(system, runbook, group, mode) === place ? { group } : {};
}
