import type { Priority } from '@temporalio/common';
import type { Mode } from './input.ts';
import { oneLine } from './one-line.ts';
import { priorityOf } from './priority.ts';

/** What a run is started with, as far as it is shown. */
export interface Started {
  runbook: string;
  system: string;
  severity?: string;
  summary?: string;
  mode?: Mode;
  /** A person, or the sender of the alerts. */
  by: string;
}

/** What stands beside a run in the Temporal UI from its start, with no worker alive: `P1 shop: too many connections`; and its turn. */
export function startedAs(given: Started): {
  staticSummary: string;
  staticDetails: string;
  priority: Priority;
} {
  const { runbook, system, severity, summary, mode = 'live', by } = given;
  const what = [mode === 'live' ? undefined : mode, severity, system].filter(Boolean).join(' ');
  return {
    staticSummary: oneLine(`${what}: ${summary || runbook}`),
    staticDetails: `Runbook ${plain(runbook)} of ${plain(system)}, started by ${plain(by)}.`,
    priority: priorityOf(severity, system, mode),
  };
}

/** Nothing in it is markup. */
function plain(text: string): string {
  return oneLine(text)
    .slice(0, 100)
    .replaceAll(/[\\`*_[\]<>|~&]/g, '\\$&');
}
