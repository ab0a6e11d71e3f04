import type { Notice } from './notices.ts';
import type { Severity } from './profile.ts';
import type { Fact } from './timeline.ts';

/** Those whom an incident concerns and who do not work on it; they are told in the words of the business. */
export type StakeholdersChannel = SlackStakeholders | MailStakeholders;

export interface SlackStakeholders {
  kind: 'stakeholders';
  /** A channel, by its name or id. */
  slack: string;
  severities: Severity[];
}

export interface MailStakeholders {
  kind: 'stakeholders';
  /** Addresses. */
  mail: string[];
  severities: Severity[];
}

const concern: readonly Fact['kind'][] = [
  'opened',
  'impact noted',
  'status',
  'monitoring',
  'relapsed',
  'resolved',
];

/** The opening, what changes for them, the updates that are due and the end; nothing of what is restricted. */
export function concerns({ severities }: StakeholdersChannel, notice: Notice): boolean {
  const { kind, about, severity, restricted } = notice;
  if (restricted || kind === 'answer' || kind === 'page' || severity === undefined) return false;
  // Who was told of a P1 hears, too, that it is none any more.
  if (about === 'severity changed') return true;
  return severities.includes(severity) && concern.some((each) => each === about);
}
