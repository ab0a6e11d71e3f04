import type { HoldMessage } from '../contract/maintenance.ts';
import { severities } from '../contract/profile.ts';
import { readAlerts } from '../incident/alert-guard.ts';
import { text } from '../incident/guards.ts';

/** Anything may come in a message; undefined for what holds nothing. */
export function readHold(value: unknown): HoldMessage | undefined {
  const { message } = readAlerts(value);
  const { place, severity } = members(value);
  const { workflowId, runbook, group, summary } = members(place);
  const [at, of, by] = [text(workflowId), text(runbook), text(group)];
  if (!message || !at || !of || by === undefined) return undefined;
  const known = severities.find((each) => each === severity);
  return {
    place: { workflowId: at, runbook: of, group: by, summary: text(summary) ?? '' },
    ...(known ? { severity: known } : {}),
    ...message,
  };
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
