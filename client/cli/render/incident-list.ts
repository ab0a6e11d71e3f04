import type { Clock } from '../../../workflows/contract/incident.ts';
import { nextText } from '../../incidents/next.ts';
import { relative } from '../../times.ts';
import type { Look } from '../screen.ts';
import { phaseText } from './incident.ts';
import { table } from './table.ts';

/** One line of the list; what only a worker or a search attribute could tell may be missing. */
export interface ListLine {
  incident: string;
  workflowId: string;
  system: string;
  runbook: string;
  open: boolean;
  /** Temporal's word for the run. */
  status: string;
  severity?: string;
  phase?: string;
  waitingFor?: string;
  /** What fires first; null where nothing does. */
  next?: Clock | null;
  /** RFC 3339 */
  openedAt: string;
  closedAt?: string;
}

/** The incidents as a table. */
export function listText(lines: readonly ListLine[], { now, paint }: Look): string {
  const header = ['INCIDENT', 'SEVERITY', 'PHASE', 'SYSTEM', 'RUNBOOK', 'OPENED', 'NEXT', 'WAITS FOR'];
  const rows = lines.map((line) => [
    paint('bold', line.incident),
    line.severity ?? '?',
    phaseText(line.phase ?? (line.open ? '?' : line.status.toLowerCase()), paint),
    line.system,
    line.runbook,
    relative(line.openedAt, now),
    next(line, now),
    line.open ? (line.waitingFor ?? '?') : closed(line, now),
  ]);
  return table([header.map((name) => paint('dim', name)), ...rows]);
}

function next({ open, next }: ListLine, now: Date): string {
  if (!open) return '';
  if (next === undefined) return '?';
  return next ? nextText(next, now) : 'nothing';
}

function closed({ closedAt }: ListLine, now: Date): string {
  return closedAt ? `closed ${relative(closedAt, now)}` : 'closed';
}
