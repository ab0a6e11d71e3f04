import type { Phase } from '../contract/incident.ts';
import { peopleOf } from '../contract/profile.ts';
import { isForPublic } from '../contract/public-updates.ts';
import { impactText, sentence } from '../contract/sentences.ts';
import type { Fact, NoteKind } from '../contract/timeline.ts';
import { notKnown, type Words } from '../contract/words.ts';
import type { Incident } from './incident.ts';
import { waitingFor } from './standing.ts';

/** What was done, as an update tells it. */
const steps: readonly Fact['kind'][] = [
  'applied',
  'improved',
  'not improved',
  'rolled out',
  'not rolled out',
  'well',
];

/** What the templates of a file can say of an incident now. */
export function wordsOf(incident: Incident, at: string, phase: Phase = incident.state.phase): Words {
  const { profile, state, target, timeline } = incident;
  const { commander, impact } = state;
  const noted = [...(impact ? [impactText(impact)] : []), ...notes(incident, 'impact')].filter(
    (each) => each !== '',
  );
  const done = timeline.filter(({ fact }) => steps.includes(fact.kind) && !concernsText(fact));
  const changes = timeline.flatMap(({ fact }) =>
    fact.kind === 'applied' && !isForPublic(fact.plan) ? [state.asked[fact.plan]?.title ?? ''] : [],
  );
  return {
    incident: incident.name,
    system: profile.title,
    severity: target.label,
    code: state.severity,
    status: statusOf(incident, phase),
    summary: incident.summary,
    impact: known(noted),
    cause: known(notes(incident, 'cause')),
    eta: known(notes(incident, 'eta').slice(-1)),
    commander: commander === undefined ? notKnown : peopleOf(profile.roles, commander).join(', '),
    started: dateTime(incident.openedAt),
    now: dateTime(at),
    duration: lasted(incident.openedAt, at),
    nextUpdate: nextUpdate(incident),
    progress:
      done.length > 0
        ? done
            .slice(-3)
            .map(({ fact }) => sentence(fact))
            .join('; ')
        : 'nothing was changed so far',
    nextSteps: `waiting for ${waitingFor(state)}`,
    dashboards: notKnown,
    postMortem: 'follows',
    resolution: known([...notes(incident, 'action'), ...changes]),
  };
}

function concernsText(fact: Fact): boolean {
  return 'plan' in fact && typeof fact.plan === 'number' && isForPublic(fact.plan);
}

function statusOf({ profile }: Incident, phase: Phase): string {
  const own: Partial<Record<Phase, string>> = profile.statusWords ?? {};
  return own[phase] ?? phase;
}

function notes({ timeline }: Incident, as: NoteKind): string[] {
  return timeline.flatMap(({ fact }) => (fact.kind === 'noted' && fact.as === as ? [fact.text] : []));
}

function known(said: readonly string[]): string {
  return said.length > 0 ? said.join('; ').slice(0, 1_000) : notKnown;
}

function nextUpdate(incident: Incident): string {
  const due = incident.clocks.get('update')?.due;
  return due === undefined ? notKnown : dateTime(due);
}

/** `2025-10-21 14:30 UTC` */
function dateTime(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** `45 minutes`, `3 h 5 min`, `2 days 4 h` */
function lasted(from: string, until: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 60_000));
  if (minutes < 60) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days ${hours % 24} h`;
}
