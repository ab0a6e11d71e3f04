import { workflowInfo } from '@temporalio/workflow';
import { details } from '../contract/details.ts';
import { discreet } from '../contract/discreet.ts';
import type { Notice } from '../contract/notices.ts';
import { wokenBy } from '../contract/pager-duty.ts';
import { actorName, type SlackPlace } from '../contract/people.ts';
import { impactText, sentence } from '../contract/sentences.ts';
import type { TimelineEntry } from '../contract/timeline.ts';
import type { Incident } from './incident.ts';
import { planOf } from './standing.ts';
import { wordsOf } from './wording.ts';

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
    about: entry.fact.kind,
    text: more.text ?? sentence(entry.fact),
    slack: more.slack,
    details: [...details(entry.fact), ...(more.below ?? [])],
    ...wordedAs(incident, kind, entry),
    people: more.people ?? [],
    workflowId: workflowInfo().workflowId,
    system: profile.system,
    title: profile.title,
    summary: incident.summary,
    impact: state.impact && impactText(state.impact),
    nextUpdate: nextUpdate(incident),
    ending: entry.fact.kind === 'resolved' ? entry.fact.as : undefined,
    phase: state.phase,
    label: target.label,
    severity: state.severity,
    commander: state.commander,
    clocks: clocksOf(incident),
    plan: planOf(state, entry.fact),
    woke: wokenBy(entry.fact, incident.timeline),
    acknowledgedBy: state.acknowledged && actorName(state.acknowledged.by),
  };
  return profile.runbook.restricted ? discreet(notice, entry.fact) : notice;
}

/** What the file's own words are filled in with, where it has some for this. */
function wordedAs(
  incident: Incident,
  kind: Notice['kind'],
  { at, fact }: TimelineEntry,
): Pick<Notice, 'worded'> {
  const { messages = [], runbook } = incident.profile;
  const isUpdate = fact.kind === 'status' || (fact.kind === 'noted' && fact.as === 'update');
  const as =
    kind === 'headline' ? 'initial' : kind === 'resolved' ? 'resolved' : isUpdate ? 'update' : undefined;
  if (as === undefined || runbook.restricted || !messages.includes(as)) return {};
  return { worded: { as, words: wordsOf(incident, at) } };
}

function nextUpdate({ state, target, openedAt }: Incident): string | undefined {
  if (target.updatesEvery === undefined || state.endedAt) return undefined;
  return new Date(Date.parse(state.lastUpdateAt ?? openedAt) + target.updatesEvery).toISOString();
}

/** More are on the board. */
const mostClocks = 4;

/** What fires next, soonest first. */
export function clocksOf({ clocks }: Incident): Notice['clocks'] {
  return [...clocks.values()]
    .map(({ name, due, fires }) => ({ name, due, fires }))
    .sort((a, b) => (a.due < b.due ? -1 : 1))
    .slice(0, mostClocks);
}
