import type { Actor } from './people.ts';

/** `live` acts; `dry-run` runs the same code with its effects swapped for previews; `shadow` only watches. */
export type Mode = 'live' | 'dry-run' | 'shadow';

/** One alert of a monitoring system, in the words of Alertmanager's webhook version 4. */
export interface Alert {
  fingerprint: string;
  status: 'firing' | 'resolved';
  name: string;
  summary: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** RFC 3339; with the fingerprint it names one episode. */
  startsAt: string;
  endsAt?: string;
  generatorUrl?: string;
}

/** The one JSON object that starts a runbook, from any door. Only `system` is needed. */
export interface RunbookInput {
  system: string;
  /** P0..P3 or the system's own label, e.g. "Sev 1"; without it the runbook's default. */
  severity?: string;
  summary?: string;
  /** What makes two starts the same incident; an alert's group key, or `manual`. */
  group?: string;
  mode?: Mode;
  parameters?: Record<string, unknown>;
  /** Absent = a person in the Temporal UI. */
  openedBy?: Actor;
  alerts?: Alert[];
  /** Set by Mayday alone: the key id of an incident that takes over the workflow id of one that was just closing. */
  key?: string;
  /** Set by Mayday alone: somebody wants it looked at by itself, whatever explains it. */
  alone?: boolean;
}
