import { severities } from '../contract/profile.ts';
import { isRunbook } from '../contract/runbooks.ts';
import type { Heartbeat } from '../contract/watchdog.ts';
import { text } from '../incident/guards.ts';

const shortest = 1_000;

/** What can be read of what a gateway sends; the rest is left out. */
export function readHeartbeats(value: unknown): Heartbeat[] {
  const beats = members(value).beats;
  return Array.isArray(beats) ? beats.flatMap((each) => readHeartbeat(each) ?? []) : [];
}

function readHeartbeat(value: unknown): Heartbeat | undefined {
  const { fingerprint: print, name: called, labels, every, runbook, severity: given } = members(value);
  const [fingerprint, name, opens] = [text(print), text(called), text(runbook)];
  if (!fingerprint || !name || !opens || !isRunbook(opens)) return undefined;
  if (typeof every !== 'number' || !(every >= shortest)) return undefined;
  const severity = severities.find((each) => each === given);
  const texts = Object.entries(members(labels)).flatMap(([label, has]) => {
    const read = text(has);
    return read === undefined ? [] : [[label, read] as const];
  });
  return {
    fingerprint,
    name,
    labels: Object.fromEntries(texts),
    every,
    runbook: opens,
    ...(severity ? { severity } : {}),
  };
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
