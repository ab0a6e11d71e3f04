import type { MessageMetadata } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Thread, Told } from './thread.ts';

const eventType = 'mayday_notice';
/** Of a clock's words in the metadata, which has room for 8,000 characters in all. */
const longestClock = 200;
/** Clocks that a headline shows, that of the next update not counted. */
const mostClocks = 2;

/** What a message of ours is about: its metadata, by which it is found again. Flat, as Slack wants it. */
export interface About {
  key_id: string;
  entry_id: string;
  /** All entries that it tells, with blanks between, where it tells several. */
  entry_ids?: string;
  kind: Notice['kind'];
  /** 0 = about no plan. */
  plan: number;
  hash: string;
  /** Of the plan when the message was written. */
  status: string;
  /** Who has approved the plan so far, in words; '' = nobody. Absent in messages of before. */
  progress?: string;
  /** RFC 3339 of the notice that the message shows. */
  as_of: string;
  phase: string;
  label: string;
  acknowledged_by: string;
  /** Of a headline: what else it shows, the clocks as JSON. */
  commander?: string;
  clocks?: string;
}

export type Clocks = NonNullable<Notice['clocks']>;

export function metadataOf(about: About): MessageMetadata {
  return { event_type: eventType, event_payload: { ...about } };
}

/** Undefined for metadata of others. */
export function readAbout(metadata: MessageMetadata | undefined): About | undefined {
  const about = metadata?.event_payload as About | undefined;
  return metadata?.event_type === eventType && typeof about?.key_id === 'string' ? about : undefined;
}

export function aboutOf({ keyId, entryId, kind, plan, at, phase, label, acknowledgedBy }: Notice): About {
  return {
    key_id: keyId,
    entry_id: entryId,
    kind,
    plan: plan?.id ?? 0,
    hash: plan?.hash ?? '',
    status: plan?.status ?? '',
    ...(plan?.progress && { progress: plan.progress }),
    as_of: at,
    phase,
    label,
    acknowledged_by: acknowledgedBy ?? '',
  };
}

/** Of the one message that tells all of these notices. */
export function aboutAll(notices: readonly Notice[]): About | undefined {
  const last = notices.at(-1);
  if (!last) return undefined;
  const decided = notices.findLast(({ plan }) => plan && plan.status !== 'waiting') ?? last;
  const { plan, hash, status } = aboutOf(decided);
  const ended = notices.some(({ kind }) => kind === 'resolved');
  return {
    ...aboutOf(last),
    kind: ended ? 'resolved' : 'update',
    ...{ plan, hash, status },
    ...(notices.length > 1 && { entry_ids: notices.map(({ entryId }) => entryId).join(' ') }),
  };
}

/**
 * Of a headline that shows the incident as this notice has it. Keepers and what follows an incident know nothing of
 * who acknowledged, commander and clocks: what is shown stays, and whoever knows better counts as newer.
 */
export function headlineAbout(notice: Notice, shown?: About): About {
  const { progress: _, ...about } = aboutOf(notice);
  const knows = notice.clocks !== undefined;
  return {
    ...about,
    kind: 'headline',
    entry_id: shown?.entry_id ?? '',
    plan: 0,
    hash: '',
    status: '',
    as_of: knows || shown ? notice.at : (notice.openedAt ?? notice.at),
    acknowledged_by: notice.acknowledgedBy ?? (knows ? '' : (shown?.acknowledged_by ?? '')),
    commander: notice.commander ?? (knows ? '' : (shown?.commander ?? '')),
    clocks: knows ? JSON.stringify(shownClocks(notice.clocks)) : (shown?.clocks ?? '[]'),
  };
}

/** What a headline shows beside its text. */
export function stateOf(
  about: About,
): Pick<Notice, 'phase' | 'label' | 'acknowledgedBy' | 'commander' | 'clocks'> {
  const { phase, label, acknowledged_by, commander, clocks } = about;
  return {
    phase: phase as Notice['phase'],
    label,
    acknowledgedBy: acknowledged_by || undefined,
    commander: commander || undefined,
    clocks: JSON.parse(clocks ?? '[]'),
  };
}

/** The next two, and the next update. */
function shownClocks(clocks: Clocks = []): Clocks {
  const updates = clocks.filter(({ name }) => name === 'update').slice(0, 1);
  const others = clocks.filter(({ name }) => !name.startsWith('update')).slice(0, mostClocks);
  return [...others, ...updates].map(({ name, due, fires }) => ({
    name,
    due,
    fires: fires.slice(0, longestClock).toWellFormed(),
  }));
}

/** Whether the two show the same. */
export function showsSame(one: About, other: About): boolean {
  const names = ['phase', 'label', 'acknowledged_by', 'commander', 'clocks'] as const;
  return names.every((name) => (one[name] || empty[name]) === (other[name] || empty[name]));
}

const empty: Partial<Record<keyof About, string>> = { clocks: '[]' };

const phases = ['triggered', 'mitigating', 'monitoring', 'resolved', 'cancelled', 'failed'];

/** Of two notices of one instant, the one that knows more is the newer. */
export function isNewer(about: About, shown: About): boolean {
  if (about.as_of !== shown.as_of) return about.as_of > shown.as_of;
  const rank = ({ phase, acknowledged_by }: About) => phases.indexOf(phase) + (acknowledged_by ? 0.5 : 0);
  return rank(about) >= rank(shown);
}

/** Whether a thread tells the entry already. */
export function hasSaid({ replies }: Thread, entryId: string): boolean {
  return replies.some(({ about }) => entriesOf(about).includes(entryId));
}

function entriesOf({ entry_id, entry_ids }: Told['about']): string[] {
  return entry_ids?.split(' ') ?? [entry_id];
}

export function isAbout(about: About, { plan }: Notice): boolean {
  return about.plan === plan?.id && about.hash === plan.hash;
}
