import type { Answer } from '../../workflows/contract/messages.ts';
import type { Plan } from '../../workflows/contract/plans.ts';
import type { Fact, TimelineEntry } from '../../workflows/contract/timeline.ts';

/** A message that was taken in, and what the incident answered; none where nobody asked, or the run had closed before it could. */
export interface Sent {
  verb: string;
  answer?: Answer;
  /** Why the question for the answer failed, though the run was open. */
  failed?: string;
}

/** What a walk leaves behind: a timeline for each incident, and what happened outside of them. */
export interface Walked {
  timelines: TimelineEntry[][];
  sent: Sent[];
  /** Messages without a readable id that were taken in before the end. */
  unreadable: number;
  /** Sessions that were ended in the world. */
  ended: number[];
}

/** What only a test can know, beside what `archive/verify` holds every incident against; returns what breaks it. */
type Invariant = (walked: Walked) => string[];

export const invariants: Record<string, Invariant> = {
  'every incident has ended': ({ timelines }) =>
    timelines.flatMap((timeline, i) =>
      timeline.some(({ fact }) => isEnd(fact)) ? [] : `timeline ${i + 1} of ${timelines.length}`,
    ),

  'no session is ended that no approved plan names': ({ timelines, ended }) => {
    const named = new Set(
      timelines.flatMap((timeline) => {
        const facts = timeline.map(({ fact }) => fact);
        const approved = new Set(facts.flatMap((fact) => (fact.kind === 'approved' ? fact.hash : [])));
        return planned(facts).flatMap(({ hash, targets }) =>
          approved.has(hash) ? targets.map(({ state }) => state.pid) : [],
        );
      }),
    );
    return ended.filter((pid, i) => !named.has(pid) || ended.indexOf(pid) !== i).map((pid) => `pid ${pid}`);
  },

  'a message that is sent twice counts once': ({ timelines, sent }) => {
    const facts = timelines.flat().map(({ fact }) => fact);
    const texts = facts.flatMap((fact) => (fact.kind === 'noted' ? fact.text : []));
    const counted = Object.entries(factOf).filter(
      ([verb, kind]) => count(facts, kind) > sent.filter((each) => each.verb === verb).length,
    );
    return [...texts.filter((text, i) => texts.indexOf(text) !== i), ...counted.map(([verb]) => verb)];
  },

  'every message has its answer or its entry': ({ timelines, sent, unreadable }) => {
    const silent = sent.flatMap(({ verb, answer, failed }) => {
      if (failed !== undefined) return `${verb}: ${failed}`;
      return answer?.outcome === 'unknown' ? verb : [];
    });
    const refused = timelines.flat().filter(({ fact }) => fact.kind === 'message refused' && !fact.by);
    return refused.length === unreadable
      ? silent
      : [...silent, `${unreadable} unreadable, ${refused.length} refused`];
  },
};

/** What a message of a verb that is taken in puts on the timeline. */
const factOf = {
  note: 'noted',
  propose: 'proposed',
  undo: 'undo asked',
  outcome: 'outcome told',
  extend: 'extended',
  takeOver: 'taken over',
  recheck: 'recheck asked',
  changeSeverity: 'severity changed',
  assign: 'assigned',
  approve: 'approved',
  reject: 'rejected',
} as const;

function count(facts: Fact[], kind: Fact['kind']): number {
  // What runs by itself takes no message.
  const byPeople = facts.filter((fact) => !(fact.kind === 'approved' && fact.by.kind === 'mayday'));
  return byPeople.filter((fact) => fact.kind === kind).length;
}

/** Every invariant that does not hold, by name, with what breaks it. */
export function broken(walked: Walked): string[] {
  return Object.entries(invariants).flatMap(([name, breaks]) =>
    breaks(walked).map((what) => `${name}: ${what}`),
  );
}

function planned(facts: Fact[]): Plan[] {
  return facts.flatMap((fact) => (fact.kind === 'planned' ? fact.plan : []));
}

function isEnd({ kind }: Fact): boolean {
  return kind === 'resolved' || kind === 'cancelled' || kind === 'failed';
}
