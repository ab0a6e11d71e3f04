import type { Notice } from './notices.ts';
import type { Severity } from './profile.ts';

/** Mail to a team; the last to stand in for channels that cannot be reached. */
export interface MailChannel {
  kind: 'mail';
  /** Addresses, and roles of the file. */
  to: string[];
  /** Incidents of these are told; those of others only where it stands in. */
  severities: Severity[];
  /** The file does not ask for it: nothing is missing where it is not configured. */
  optional?: true;
}

const told: Notice['about'][] = ['status', 'noted', 'monitoring', 'relapsed', 'nothing left'];

/** The opening, what changes its weight, the updates that are due, and the end. */
export function mailed({ severities, to }: MailChannel, { kind, about, severity }: Notice): boolean {
  if (to.length === 0 || severity === undefined) return false;
  // Who was told of a P1 hears, too, that it is none any more.
  if (about === 'severity changed') return true;
  if (!severities.includes(severity)) return false;
  return kind === 'headline' || kind === 'resolved' || about === 'failed' || told.includes(about);
}
