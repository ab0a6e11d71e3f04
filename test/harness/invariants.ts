import type { Alert } from '../../workflows/contract/input.ts';
import type { Answer } from '../../workflows/contract/messages.ts';
import type { Actor } from '../../workflows/contract/people.ts';
import type { Plan } from '../../workflows/contract/plans.ts';
import type { Fact, TimelineEntry } from '../../workflows/contract/timeline.ts';

/** A message that was taken in, and what the incident answered; none where the run had closed before it could. */
export interface Sent {
  verb: string;
  answer?: Answer;
  /** Why the question for the answer failed, though the run was open. */
  failed?: string;
}

/** What a walk leaves behind: a timeline for each incident, and what happened outside of them. */
export interface Walked {
  timelines: TimelineEntry[][];
  alerts: Pick<Alert, 'fingerprint' | 'startsAt' | 'status'>[];
  sent: Sent[];
  /** Messages without a readable id that were taken in before the end. */
  unreadable: number;
  /** Sessions that were ended in the world. */
  ended: number[];
  /** Who may approve. */
  approvers: string[];
}

/** Holds for every incident, whatever people, alerts and the world do; returns what breaks it. */
type Invariant = (walked: Walked) => string[];

export const invariants: Record<string, Invariant> = {
  'resolved is final': ({ timelines }) =>
    timelines.flatMap((timeline) => {
      const end = timeline.findIndex(({ fact }) => isEnd(fact));
      return end < 0 ? ['it has not ended'] : timeline.slice(end + 1).map(({ fact }) => fact.kind);
    }),

  'no response page after an acknowledgement': (walked) =>
    eachFact(walked, (fact, before) => {
      if (fact.kind !== 'paged' || fact.ladder !== 'response') return undefined;
      return before.some(({ kind }) => kind === 'acknowledged') ? `${fact.role}: ${fact.because}` : undefined;
    }),

  'every accepted alert is on the timeline once': ({ timelines, alerts }) => {
    const known = timelines.map((timeline) => timeline.flatMap(({ fact }) => episodes(fact)));
    const twice = known.flatMap((of) => of.filter((episode, i) => of.indexOf(episode) !== i));
    const lost = alerts.filter(({ status }) => status === 'firing').map(episodeOf);
    return [...twice, ...lost.filter((episode) => !known.some((of) => of.includes(episode)))];
  },

  'nothing is applied without the approval of that very plan': (walked) =>
    eachFact(walked, (fact, before) => {
      if (fact.kind !== 'applied') return undefined;
      const plan = planned(before).find(({ id }) => id === fact.plan);
      const approved = before.some(
        (each) => each.kind === 'approved' && each.plan === fact.plan && each.hash === plan?.hash,
      );
      if (!plan || !approved) return `plan ${fact.plan}`;
      const strange = fact.effects.find(
        ({ target, key }) =>
          !key.endsWith(`/${plan.hash.slice(0, 16)}/${target}`) ||
          !plan.targets.some(({ id }) => id === target),
      );
      return strange && `plan ${fact.plan}: ${strange.key}`;
    }),

  'only approvers approve, and verified': (walked) =>
    eachFact(walked, (fact, before) => {
      if (fact.kind !== 'approved' && fact.kind !== 'approval counted') return undefined;
      const { by } = fact;
      const byItself = planned(before).some(({ id, needs }) => id === fact.plan && needs === 0);
      if (by.kind === 'mayday' && byItself) return undefined;
      const counts = by.kind === 'person' && by.verified && walked.approvers.includes(by.name);
      return counts ? undefined : `plan ${fact.plan}`;
    }),

  'what needs two is approved by two, or by one who goes alone': (walked) =>
    eachFact(walked, (fact, before) => {
      const plan = planned(before).find((each) => fact.kind === 'approved' && each.id === fact.plan);
      if (fact.kind !== 'approved' || plan?.needs !== 2) return undefined;
      if (fact.approval?.decision.breakGlass) return undefined;
      const first = before.findLast((each) => each.kind === 'approval counted' && each.plan === plan.id);
      const two = first?.kind === 'approval counted' && nameOf(first.by) !== nameOf(fact.by);
      return two ? undefined : `plan ${plan.id}`;
    }),

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

  'a change is taken back after it was made, and once': (walked) =>
    eachFact(walked, (fact, before) => {
      if (fact.kind !== 'applied') return undefined;
      const plans = planned(before);
      const undoes = plans.find(({ id }) => id === fact.plan)?.undoes;
      if (undoes === undefined) return undefined;
      const undone = plans.some((plan) => plan.undoes === undoes && wasMade(before, plan.id));
      return wasMade(before, undoes) && !undone ? undefined : `plan ${fact.plan} of plan ${undoes}`;
    }),

  'one plan waits at a time': (walked) =>
    eachFact(walked, (fact, before) => {
      if (fact.kind !== 'planned') return undefined;
      const open = planned(before).find(({ id }) => !before.some((each) => closes(each, id)));
      return open && `plan ${fact.plan.id} while plan ${open.id} waits`;
    }),

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

function eachFact(
  { timelines }: Walked,
  breaks: (fact: Fact, before: Fact[]) => string | undefined,
): string[] {
  return timelines.flatMap((timeline) => {
    const facts = timeline.map(({ fact }) => fact);
    return facts.flatMap((fact, i) => breaks(fact, facts.slice(0, i)) ?? []);
  });
}

function nameOf(by: Actor): string | undefined {
  return by.kind === 'person' ? by.name : undefined;
}

function planned(facts: Fact[]): Plan[] {
  return facts.flatMap((fact) => (fact.kind === 'planned' ? fact.plan : []));
}

function wasMade(facts: Fact[], plan: number): boolean {
  return facts.some(
    (fact) =>
      (fact.kind === 'applied' && fact.plan === plan) ||
      (fact.kind === 'outcome told' && fact.plan === plan && fact.outcome === 'done'),
  );
}

function closes(fact: Fact, plan: number): boolean {
  switch (fact.kind) {
    case 'approved':
    case 'rejected':
    case 'approval expired':
    case 'plan withdrawn':
      return fact.plan === plan;
    default:
      return false;
  }
}

function isEnd({ kind }: Fact): boolean {
  return kind === 'resolved' || kind === 'cancelled' || kind === 'failed';
}

function episodes(fact: Fact): string[] {
  if (fact.kind !== 'alerts') return [];
  return [
    ...fact.firing.map((alert) => episodeOf({ ...alert, status: 'firing' })),
    ...fact.resolved.map((alert) => episodeOf({ ...alert, status: 'resolved' })),
  ];
}

function episodeOf({ fingerprint, startsAt, status }: Walked['alerts'][number]): string {
  return `${fingerprint} ${startsAt} ${status}`;
}
