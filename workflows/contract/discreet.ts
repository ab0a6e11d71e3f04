import type { Notice } from './notices.ts';
import { actorName } from './people.ts';
import { sentence } from './sentences.ts';
import type { Fact } from './timeline.ts';

/** Facts whose sentence gives nothing away but who, when and how far. */
const harmless: readonly Fact['kind'][] = [
  'paged',
  'would page',
  'nobody left to page',
  'acknowledged',
  'response missed',
  'resolution missed',
  'target nears',
  'update due',
  'handed over',
  'assigned',
  'taken over',
  'reminded',
  'approval expired',
  'waits for target',
  'not applied',
  'target wanted',
  'frozen',
  'thawed',
  'ticket',
  'silence ended',
];

/** What the channels may hear of a restricted incident: that something happened, and where to look. Answers go to one person and stay whole. */
export function discreet(notice: Notice, fact: Fact): Notice {
  if (notice.kind === 'answer') return notice;
  return {
    ...notice,
    summary: undefined,
    impact: undefined,
    restricted: true,
    text: discreetSentence(fact),
    details: [`Details are restricted: mayday show ${notice.incident}`],
    plan: notice.plan && { ...notice.plan, title: `Plan ${notice.plan.id}` },
  };
}

function discreetSentence(fact: Fact): string {
  switch (fact.kind) {
    case 'opened':
      return `Opened as ${fact.label} by ${actorName(fact.by)}`;
    case 'severity changed':
      return `It is ${fact.label} now, says ${actorName(fact.by)}`;
    case 'planned':
      return `Plan ${fact.plan.id} waits for approval`;
    case 'dry run over':
      return 'The dry run is over: nothing was changed';
    case 'resolved':
      return `Resolved as ${fact.as} by ${actorName(fact.by)}`;
    case 'cancelled':
    case 'failed':
      return `It has ended: ${fact.kind}`;
    default:
      return harmless.includes(fact.kind) ? sentence(fact) : 'Something new is on its timeline';
  }
}
