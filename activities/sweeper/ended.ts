import { final } from '../../workflows/contract/failures.ts';
import type { Phase } from '../../workflows/contract/incident.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Concerned } from './concerned.ts';
import type { IncidentRun } from './incident-run.ts';
import { minute } from './stuck.ts';

/** What the last event of a closed run says. */
export interface Closing {
  /** Of a run that returned. */
  result?: { end?: string; phase?: Phase };
  /** Of a run that failed. */
  failure?: { type?: string; message: string };
  /** Of a run that was terminated. */
  terminated?: { identity: string; reason: string };
  /** Of a run that goes on in another: that one's key id. */
  nextKeyId?: string;
}

/** What the end of a run was for its incident. */
export type End =
  /** None was opened: a start that was refused, or that went to another run. */
  | { end: 'no incident' }
  /** The incident goes on in another run. */
  | { end: 'goes on' }
  /** It ended by its own word, which it told and in most cases archived itself. */
  | { end: 'by itself'; phase: Phase }
  /** It could tell nobody. `wake`: nobody wanted it, so somebody must know now. */
  | { end: 'cut off'; phase: 'cancelled' | 'failed'; says: string; wake: boolean };

/** `toldUntil` (RFC 3339) is when the record of the archive ends, if there is one. */
export function endOf(run: IncidentRun, closing: Closing, toldUntil: string | undefined): End {
  if (run.resetTo) return { end: 'goes on' };
  const told = toldUntil !== undefined && Date.parse(toldUntil) >= Date.parse(run.startedAt);
  switch (run.status) {
    case 'CONTINUED_AS_NEW':
      return closing.nextKeyId === run.keyId ? { end: 'goes on' } : { end: 'by itself', phase: 'resolved' };
    case 'COMPLETED':
      if (closing.result?.end === 'handed over') return { end: 'no incident' };
      return { end: 'by itself', phase: closing.result?.phase ?? 'resolved' };
    case 'CANCELED':
      return { end: 'by itself', phase: 'cancelled' };
    case 'FAILED': {
      const { type, message } = closing.failure ?? { message: 'its history does not say why' };
      if (type === final.invalidInput || type === final.unknownRunbook) return { end: 'no incident' };
      return told ? { end: 'by itself', phase: 'failed' } : failed(`Mayday gave up: ${message}`);
    }
    case 'TERMINATED':
      return told ? { end: 'by itself', phase: 'cancelled' } : terminated(closing.terminated);
    default:
      return failed('Mayday gave up: its run had a time limit, which has passed');
  }
}

/** What is said of an end that the incident could not tell itself; a page beside it where somebody must be woken. */
export function endNotices(run: IncidentRun, end: End, whom: Concerned, now: number): Notice[] {
  if (end.end !== 'cut off') return [];
  const at = run.closedAt ?? new Date(now).toISOString();
  const notice: Notice = {
    kind: 'resolved',
    keyId: run.keyId,
    entryId: `ended-${run.runId}`,
    incident: run.incident,
    at,
    text: end.says,
    details: [
      `At ${minute(at)}. Nobody looks after the incident any more, and what it was doing stays as it was left.`,
      'If it is not over, start it again: what was done already is seen and not done twice.',
    ],
    workflowId: run.workflowId,
    system: run.system,
    ...whom,
    phase: end.phase,
  };
  if (run.followsUp) {
    const text = `Its follow-ups: ${end.says}`;
    return [{ ...notice, ...whom, kind: 'update', text, details: noReminders }];
  }
  const page: Notice = { ...notice, kind: 'page', entryId: `${notice.entryId}-page` };
  const recent = now - Date.parse(at) < recently;
  return end.wake && recent ? [page, notice] : [notice];
}

const noReminders = [
  'Nobody is reminded of what is left to do; the list beside the post-mortem stays as it is.',
];

/** ms; nobody is woken for what ended longer ago. */
const recently = 3_600_000;

function terminated({ identity, reason } = { identity: '', reason: '' }): End {
  const bySystem = identity.startsWith('history-service');
  const who = bySystem ? 'Temporal itself' : identity || 'somebody who gave no name';
  return {
    end: 'cut off',
    phase: bySystem ? 'failed' : 'cancelled',
    says: `Terminated by ${who}: ${reason || 'no reason given'}`,
    wake: bySystem,
  };
}

function failed(says: string): End {
  return { end: 'cut off', phase: 'failed', says, wake: true };
}
