import { isKeyFact, keyFacts } from './key-facts.ts';
import type { Notice } from './notices.ts';
import type { Reference } from './profile.ts';

/** An incoming webhook of a workflow in Microsoft Teams. */
export interface TeamsChannel {
  kind: 'teams';
  url: Reference;
}

/** A program that is told over HTTP, signed. */
export interface WebhookChannel {
  kind: 'webhook';
  id: string;
  url: Reference;
  secret: Reference;
  /** Without it, all that happens. */
  about?: readonly WebhookTopic[];
}

/** A ticket an incident: an issue of a repository at GitHub, or a file of Markdown. */
export type TicketsChannel = GitHubTickets | FolderTickets;

export interface GitHubTickets {
  kind: 'tickets';
  /** `owner/name`, or the address of a repository at a GitHub of one's own. */
  repository: string;
  bearer: Reference;
  label: string;
}

export interface FolderTickets {
  kind: 'tickets';
  /** In the archive's. */
  folder: string;
}

/** What a file may want to hear about. */
export const webhookTopics = [
  'opened',
  ...keyFacts,
  'paged',
  'planned',
  'reminded',
  'resolved',
  'cancelled',
  'failed',
] as const;
export type WebhookTopic = (typeof webhookTopics)[number];

/** Whether a webhook wants a notice. */
export function isWanted({ about }: WebhookChannel, notice: Notice): boolean {
  if (notice.kind === 'answer') return false;
  return about === undefined || about.some((topic) => topic === notice.about);
}

/** The beginning, the end, what somebody must do, and what matters on the way. */
export function isMilestone({ kind, about }: Notice): boolean {
  return kind === 'update' ? isKeyFact(about) : kind !== 'answer';
}

/** What a ticket has to say afterwards: milestones without what is asked and who is woken, and what was found. */
export function isTicketed({ kind, about }: Notice): boolean {
  if (kind === 'page') return about === 'failed';
  if (kind === 'update') return isKeyFact(about) || about === 'checked' || about === 'verified';
  return kind === 'headline' || kind === 'resolved';
}
