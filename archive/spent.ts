import type { IncidentRecord } from '../workflows/contract/incident.ts';
import type { Fact } from '../workflows/contract/timeline.ts';

/** What an incident's time goes into. */
export type Spending = 'a decision' | 'people' | 'stability' | 'work';

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
