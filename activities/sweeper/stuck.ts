import { maintainedSystem } from '../../workflows/contract/maintenance.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Concerned } from './concerned.ts';
import type { IncidentRun } from './incident-run.ts';

/** Attempts of one workflow task from which on its run counts as stuck. */
export const stuckFrom = 3;
const sayAgainAfter = 3_600_000;

/** Since when a run's workflow task fails, and with which words. */
export interface Standstill {
  /** RFC 3339 */
  since: string;
  because: string;
}

/** The page for a stuck run, with the way out; its entry is the same for an hour, so that it is said once an hour. */
export function stuckNotice(
  run: IncidentRun,
  { since, because }: Standstill,
  concerned: Concerned,
  { now, namespace }: { now: number; namespace: string },
): Notice {
  const hours = Math.max(0, Math.floor((now - Date.parse(since)) / sayAgainAfter));
  const still = hours === 0 ? '' : `, for ${hours} h now`;
  const { followsUp } = run;
  return {
    // A checklist wakes nobody.
    kind: followsUp ? 'update' : 'page',
    keyId: run.keyId,
    entryId: `stuck-${run.runId}-${Date.parse(since)}-${hours}`,
    incident: run.incident,
    at: new Date(now).toISOString(),
    text: `Mayday is stuck with ${followsUp ? 'its follow-ups' : 'it'}${still}: its workflow task fails since ${minute(since)} (attempt ${run.attempt}): ${because}`,
    details: [
      followsUp
        ? 'Until it goes on, nobody is reminded of what is left to do; what is sent to it is recorded.'
        : 'Until it goes on, nobody is paged, no message is answered and nothing is changed; what is sent to it is recorded.',
      'Way out: mend the worker and deploy it. The run goes on by itself, with all it was sent meanwhile.',
      `If its history cannot be mended, start it over: ${resetCommand(run, namespace)}`,
    ],
    workflowId: run.workflowId,
    system: run.system,
    ...concerned,
  };
}

/** `2026-11-21 03:12 UTC` */
export function minute(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function resetCommand({ workflowId, runId }: IncidentRun, namespace: string): string {
  return [
    'temporal workflow reset',
    ...(namespace === 'default' ? [] : [`--namespace ${namespace}`]),
    `--workflow-id '${workflowId}' --run-id ${runId} --type FirstWorkflowTask`,
    '--reason "stuck"',
    // What a keeper holds came by signal.
    ...(maintainedSystem(workflowId) ? [] : ['--reapply-exclude Signal']),
  ].join(' ');
}
