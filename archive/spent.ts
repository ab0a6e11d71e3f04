import type { IncidentRecord } from '../workflows/contract/incident.ts';
import type { Fact } from '../workflows/contract/timeline.ts';

/** What an incident's time goes into. */
export type Spending = 'a decision' | 'people' | 'stability' | 'work';

const inWords: Record<Spending, string> = {
  'a decision': 'Waiting for a decision on a plan',
  people: 'Waiting for people to find a way on',
  stability: 'Watching for stability',
  work: 'Mayday at work',
};

/** ms by what they went into; they add up to the time from the opening to the end. */
export function timeSpent(record: IncidentRecord): Record<Spending, number> {
  const spent: Record<Spending, number> = { 'a decision': 0, people: 0, stability: 0, work: 0 };
  let now: Spending = 'work';
  let since = record.openedAt;
  for (const { at, fact } of record.timeline) {
    const next = after(fact);
    if (!next || next === now) continue;
    spent[now] += between(since, at);
    now = next;
    since = at;
  }
  const end = record.endedAt ?? record.timeline.at(-1)?.at ?? record.openedAt;
  spent[now] += between(since, end);
  return spent;
}

/** What the time went into, in words; `share` in percent of it all, `–` where no time has passed. */
export function timeShares(record: IncidentRecord): { what: string; ms: number; share: string }[] {
  const spent = timeSpent(record);
  const total = Object.values(spent).reduce((sum, ms) => sum + ms, 0);
  const kinds = Object.keys(inWords) as Spending[];
  return kinds.map((kind) => ({
    what: inWords[kind],
    ms: spent[kind],
    share: total > 0 ? `${Math.round((100 * spent[kind]) / total)} %` : '–',
  }));
}

function after(fact: Fact): Spending | undefined {
  switch (fact.kind) {
    case 'planned':
      return 'a decision';
    case 'nothing left':
    case 'up to people':
    case 'outcome unknown':
      return 'people';
    case 'monitoring':
      return 'stability';
    case 'approved':
    case 'rejected':
    case 'approval expired':
    case 'plan withdrawn':
    case 'apply refused':
    case 'not applied':
    case 'recheck asked':
    case 'checked':
    case 'relapsed':
    case 'not well':
      return 'work';
    default:
      return undefined;
  }
}

function between(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
