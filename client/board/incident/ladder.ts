import { html } from 'ghtml';
import type { Clock, Followed, IncidentView } from '../../../workflows/contract/incident.ts';
import { isRunbook } from '../../../workflows/contract/runbooks.ts';
import type { Fact, Ladder, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { type Ladders, laddersOf, type TimedStep } from '../../systems/ladders.ts';
import type { BoardParts } from '../parts.ts';
import { timeAt, timeDue } from '../times.ts';
import type { Context } from './context.ts';

type Reached = TimelineEntry<Extract<Fact, { kind: 'paged' | 'would page' }>>;

/** Who was reached so far and who comes next, until acknowledged and until resolved. */
export function ladders({ parts }: Context, { view, clocks, timeline }: Followed): string {
  const known = laddersOfFile(parts, view);
  return [
    ladder('response', 'Until somebody acknowledges', view, known?.responseLadder, { clocks, timeline }),
    ladder('resolution', 'Until it is resolved', view, known?.resolutionLadder, { clocks, timeline }),
  ].join('');
}

function ladder(
  which: Ladder,
  title: string,
  view: IncidentView,
  known: readonly TimedStep[] = [],
  { clocks, timeline }: Pick<Followed, 'clocks' | 'timeline'>,
): string {
  const reached = timeline.filter((entry): entry is Reached => isReached(entry, which));
  const stopped = view.endedAt !== undefined || (which === 'response' && view.acknowledgedAt !== undefined);
  const next = stopped ? undefined : clocks.find(({ name }) => name === which);
  const left = stopped ? [] : known.filter(({ role }, i) => !isClimbed(which, reached, role, i));
  const items = [...reached.map(reachedItem), ...left.map((step, i) => leftItem(step, view, i, next))];
  const end = stopped && known.length > 0 ? html`<li class="muted">${whyStopped(which, view)}</li>` : '';
  if (items.length === 0 && !end)
    return html`<h3>${title}</h3><p class="muted">Nobody is on this ladder.</p>`;
  return html`<h3>${title}</h3><ol class="plain ladder">!${items}!${end}</ol>`;
}

function isReached({ fact }: TimelineEntry, which: Ladder): boolean {
  return (fact.kind === 'paged' || fact.kind === 'would page') && fact.ladder === which;
}

/** The steps of one ladder are climbed in order, those of the other by role. */
function isClimbed(which: Ladder, reached: readonly Reached[], role: string, index: number): boolean {
  return which === 'response' ? index < reached.length : reached.some(({ fact }) => fact.role === role);
}

function reachedItem({ at, fact }: Reached): string {
  const how =
    fact.kind === 'would page' ? 'would have been reached' : fact.reach === 'page' ? 'paged' : 'told';
  const who = fact.people.length > 0 ? fact.people.join(', ') : 'nobody stands behind it';
  return html`<li class="passed"><strong>${who}</strong> <span class="muted">(${fact.role})</span> ${how} !${timeAt(at)}<span class="because muted">${fact.because}</span></li>`;
}

function leftItem({ role, people, after }: TimedStep, view: IncidentView, i: number, next?: Clock): string {
  const due = next && i === 0 && mentions(next, role) ? next.due : dueOf(view, after);
  const first = i === 0 ? html`<span class="badge warn">next</span> ` : '';
  return html`<li>!${first}<strong>${people.join(', ') || 'nobody'}</strong> <span class="muted">(${role})</span> !${timeDue(due)}</li>`;
}

function mentions({ fires }: Clock, role: string): boolean {
  return fires.includes(role);
}

function dueOf({ openedAt }: IncidentView, after: number): string {
  return new Date(Date.parse(openedAt) + after).toISOString();
}

function whyStopped(which: Ladder, { endedAt }: IncidentView): string {
  if (endedAt) return 'Nobody else is reached: it is over.';
  return which === 'response' ? 'Nobody else is reached: it is acknowledged.' : '';
}

/** As the file has them now; undefined where it cannot be read. */
function laddersOfFile({ catalogue }: BoardParts, view: IncidentView): Ladders | undefined {
  const { system, runbook, severity, openedAt } = view;
  if (!isRunbook(runbook)) return undefined;
  try {
    const opened = new Date(openedAt);
    const profile = catalogue.profile(system, runbook, opened);
    return laddersOf(catalogue.file(system), profile, severity, opened);
  } catch {
    return undefined;
  }
}
