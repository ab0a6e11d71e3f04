import type { Notice } from './notices.ts';
import type { Reference } from './profile.ts';
import type { Fact, TimelineEntry } from './timeline.ts';

/** A service of PagerDuty, told by its Events API. */
export interface PagerDutyChannel {
  kind: 'pagerDuty';
  /** Of the service's integration. */
  routingKey: Reference;
  /** Of the Events API; absent = PagerDuty's. */
  url?: string;
}

const mark = 'mayday';
/** PagerDuty's limit. */
const longestKey = 255;

/** What all questions of an incident share that PagerDuty asks in another channel's stead: one waits at a time. */
export const questionAlert = 'question';

/** Where an alert of ours leads. */
export interface AlertPlace {
  keyId: string;
  /** An entry id, or `questionAlert`. */
  alert: string;
  /** Absent where the key had no room for it. */
  workflowId?: string;
}

/** PagerDuty's `dedup_key`: a page is an alert of its own, so that the next step of a ladder wakes somebody, too. */
export function dedupKey({ keyId, alert, workflowId }: AlertPlace): string {
  const short = `${mark}:${keyId}:${alert}`;
  const whole = workflowId ? `${short}:${workflowId}` : short;
  return whole.length <= longestKey ? whole : short;
}

/** Undefined for an alert that is not ours. */
export function readDedupKey(key: unknown): AlertPlace | undefined {
  const [begin, keyId, alert, ...rest] = typeof key === 'string' ? key.split(':') : [];
  if (begin !== mark || !keyId || !alert) return undefined;
  const workflowId = rest.join(':');
  return { keyId, alert, ...(workflowId ? { workflowId } : {}) };
}

const acknowledging: Notice['about'][] = ['acknowledged', 'approval counted', 'approved'];
const ending: Notice['about'][] = ['resolved', 'cancelled'];
const settling: Notice['about'][] = ['approved', 'rejected', 'approval expired', 'plan withdrawn'];

export type PagerDutyAction = 'trigger' | 'acknowledge' | 'resolve';

/** What PagerDuty is told of a notice, alert by alert. */
export function pagerDutyActions(notice: Notice): { action: PagerDutyAction; alert: string }[] {
  const { kind, about, entryId, woke = [], insteadOf, plan, acknowledgedBy } = notice;
  const opened = [...woke, questionAlert].filter((alert) => alert !== entryId);
  const all = (action: PagerDutyAction) => opened.map((alert) => ({ action, alert }));
  const own = (alert: string) => [{ action: 'trigger', alert } as const];
  if (endsAlerts(notice)) return all('resolve');
  const acknowledged = acknowledgedBy && acknowledging.includes(about);
  const settled = plan !== undefined && settling.includes(about);
  return [
    ...(kind === 'page' ? own(entryId) : kind === 'ask' && insteadOf ? own(questionAlert) : []),
    ...(acknowledged ? all('acknowledge') : []),
    ...(settled ? [{ action: 'resolve', alert: questionAlert } as const] : []),
  ];
}

/** Nothing of the incident is left to wake anybody for. */
export function endsAlerts({ about }: Notice): boolean {
  return ending.includes(about);
}

/** The entries that have woken somebody so far, where a fact says what becomes of their alerts. */
export function wokenBy(fact: Fact, timeline: readonly TimelineEntry[]): string[] | undefined {
  if (![...acknowledging, ...ending].includes(fact.kind)) return undefined;
  return timeline.filter((entry) => wakes(entry.fact)).map(({ id }) => id);
}

function wakes(fact: Fact): boolean {
  switch (fact.kind) {
    case 'paged':
      return fact.reach === 'page';
    case 'approved':
      return fact.approval?.decision.breakGlass === true;
    case 'outcome unknown':
      return true;
    default:
      return false;
  }
}
