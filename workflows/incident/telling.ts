import { workflowInfo } from '@temporalio/workflow';
import { details } from '../contract/details.ts';
import { discreet } from '../contract/discreet.ts';
import type { Notice } from '../contract/notices.ts';
import { actorName, type SlackPlace } from '../contract/people.ts';
import { sentence } from '../contract/sentences.ts';
import type { TimelineEntry } from '../contract/timeline.ts';
import type { Incident } from './incident.ts';
import { planOf } from './standing.ts';

/** What a notice says beside its entry. */
export interface More {
  /** Lines below the details. */
  below?: string[];
  /** Whom it names. */
  people?: string[];
  /** Instead of the entry's sentence. */
  text?: string;
  /** Where the click was that it answers. */
  slack?: SlackPlace;
}

/** An entry as the channels are to say it: discreetly where the runbook is restricted, and waking nobody in what is only watched. */
export function noticeOf(incident: Incident, kind: Notice['kind'], entry: TimelineEntry, more: More): Notice {
  const { conduct, state, profile, target } = incident;
  const { mode, quiet } = conduct;
  const notice: Notice = {
    kind: quiet && (kind === 'page' || kind === 'ask') ? 'update' : kind,
    ...(mode === 'live' ? {} : { mode }),
    keyId: incident.keyId,
    // An answer goes to one person beside what all are told of the same entry.
    entryId: kind === 'answer' ? `${entry.id}-answer` : entry.id,
    incident: incident.name,
    at: entry.at,
    openedAt: incident.openedAt,
    text: more.text ?? sentence(entry.fact),
    slack: more.slack,
    details: [...details(entry.fact), ...(more.below ?? [])],
    people: more.people ?? [],
    workflowId: workflowInfo().workflowId,
    system: profile.system,
    phase: state.phase,
    label: target.label,
    plan: planOf(state, entry.fact),
    acknowledgedBy: state.acknowledged && actorName(state.acknowledged.by),
  };
  return profile.runbook.restricted ? discreet(notice, entry.fact) : notice;
}
