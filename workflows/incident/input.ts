import type { RunbookInput } from '../contract/input.ts';
import type { Actor } from '../contract/people.ts';
import { claimed, readMessage, text } from './guards.ts';

/** Anything may be typed into a start form; `admit` says what is wrong with it. */
export function withoutCarried(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return { ...given, carried: undefined };
}

/** A start that was let in, and nothing of it that is not as it should be: one by alerts is let in with anything. */
export function readInput(given: unknown): RunbookInput {
  if (typeof given !== 'object' || given === null) return { system: 'unknown' };
  const { system, severity, summary, group, mode, parameters, openedBy, alerts } = given as Record<
    string,
    unknown
  >;
  return {
    system: text(system) ?? 'unknown',
    severity: text(severity),
    summary: text(summary),
    group: text(group),
    mode: mode === 'dry-run' || mode === 'shadow' ? mode : 'live',
    parameters: readParameters(parameters),
    openedBy: readOpener(openedBy),
    alerts: Array.isArray(alerts) ? alerts : undefined,
  };
}

function readParameters(value: unknown): Record<string, string | number> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const given = Object.entries(value).slice(0, 20);
  return Object.fromEntries(given.filter(([, each]) => typeof each === 'string' || typeof each === 'number'));
}

function readOpener(value: unknown): Actor | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, door } = value as Record<string, unknown>;
  if (kind === 'mayday') return { kind };
  if (kind === 'alerts') return { kind, door: text(door) ?? 'unknown sender' };
  const { message } = readMessage({ by: value });
  return message && claimed(message);
}
