import { html } from 'ghtml';
import { actorName } from '../../../workflows/contract/people.ts';
import { soonest } from '../../incidents/next.ts';
import type { Seen } from '../reader.ts';
import { severityBadge } from '../severity.ts';
import { timeDue, timeSince } from '../times.ts';
import { type Group, severityOf } from './order.ts';

/** Whether whoever looks may know more of an incident than that there is one. */
export type MayRead = (seen: Seen) => boolean;

/** ms after which a line says how old it is. */
const old = 10_000;

/** An open incident, and those it stands for. */
export function incidentCard({ incident, folded }: Group, mayRead: MayRead, now: number): string {
  const inside = mayRead(incident) ? known(incident, now) : restricted;
  return html`<li class="card open-incident ${(severityOf(incident) ?? '').toLowerCase()}" id="${idOf(incident)}">
!${heading(incident, mayRead(incident))}
!${inside}
!${folded.length > 0 ? html`<ul class="plain folded" aria-label="Explained by ${incident.incident}">!${folded.map((each) => foldedLine(each, mayRead))}</ul>` : ''}
</li>`;
}

/** Where an incident is on the board, by a name that leads there for sure. */
export function pathOf({
  incident,
  workflowId,
  named,
}: Pick<Seen, 'incident' | 'workflowId' | 'named'>): string {
  return `/board/incidents/${encodeURIComponent(named ? incident : workflowId)}`;
}

function heading(seen: Seen, readable: boolean): string {
  const { glance, system, runbook, incident } = seen;
  const name = readable ? html`<a href="${pathOf(seen)}">${incident}</a>` : incident;
  return html`<div class="row apart"><h3 class="row">!${severityBadge(severityOf(seen), glance?.label)} <span>!${name}</span> <span class="where">${glance?.runbookTitle ?? runbook} <span class="muted">of ${glance?.systemTitle ?? system}</span></span></h3><span class="row">!${states(seen)}</span></div>`;
}

function states({ glance, phase }: Seen): string[] {
  const shown = glance?.phase ?? phase;
  return [
    glance?.frozen ? html`<span class="badge info">frozen</span> ` : '',
    html`<span class="badge">${shown ?? 'phase unknown'}</span>`,
  ];
}

const restricted = html`<p class="muted">Restricted: only people of its system may read more.</p>`;

function known(seen: Seen, now: number): string {
  const { glance, waitingFor } = seen;
  if (!glance) {
    return html`<p class="row"><span>Waits for <strong>${waitingFor ?? 'nobody knows what'}</strong></span>!${seen.silent ? html`<span class="badge warn">no worker answers</span>` : html`<span class="muted">it is being asked</span>`}<span class="muted">opened !${timeSince(seen.startedAt)}</span></p>`;
  }
  const { summary, openedAt, plans = [] } = glance;
  return html`!${summary ? html`<p class="summary wrap">${summary}</p>` : ''}
!${plans.map((plan) => planLine(plan, seen))}
!${deadline(glance.clocks)}
<p class="row small"><span>Waits for <strong>${glance.waitingFor}</strong></span>
!${who(glance)}
<span class="muted">opened !${timeSince(openedAt)}</span>!${howOld(seen, now)}</p>`;
}

function who({ mode, acknowledgedBy, commander, takenOverBy }: NonNullable<Seen['glance']>): string {
  // A worker of an older edition says nothing of people, which is not the same as nobody.
  if (mode === undefined) return '';
  return html`<span class="muted">!${acknowledgedBy ? html`acknowledged by ${actorName(acknowledgedBy)}` : html`<strong class="nobody">acknowledged by nobody</strong>`}</span>
<span class="muted">!${commander ? html`commander ${commander}` : 'no commander'}</span>
!${takenOverBy ? html`<span class="muted">taken over by ${actorName(takenOverBy)}</span>` : ''}`;
}

function planLine({ id, title, risk }: { id: number; title: string; risk: string }, seen: Seen): string {
  return html`<p class="notice warn row approval"><strong>Approval waited for</strong> <a href="${pathOf(seen)}#live-plans">Plan ${id}: ${title}</a> <span class="badge">${risk}</span></p>`;
}

function deadline(clocks: NonNullable<Seen['glance']>['clocks']): string {
  const next = soonest(clocks);
  if (!next) return html`<p class="deadline muted">Nothing is due.</p>`;
  const whom = next.reaches.length > 0 ? html` <span class="muted">→ ${next.reaches.join(', ')}</span>` : '';
  return html`<p class="deadline">!${timeDue(next.due)} <span>${next.fires}</span>!${whom}</p>`;
}

function howOld({ asOf, silent }: Seen, now: number): string {
  if (asOf === undefined || (!silent && now - asOf <= old)) return '';
  return html` <span class="badge warn">${silent ? 'no worker answers; as of' : 'as of'} !${timeSince(new Date(asOf).toISOString())}</span>`;
}

function foldedLine(seen: Seen, mayRead: MayRead): string {
  const name = mayRead(seen) ? html`<a href="${pathOf(seen)}">${seen.incident}</a>` : seen.incident;
  return html`<li class="row" id="${idOf(seen)}">!${severityBadge(severityOf(seen), seen.glance?.label)} !${name} <span>${seen.glance?.runbookTitle ?? seen.runbook}</span> <span class="muted">stands behind it: nobody is reached</span></li>`;
}

function idOf({ workflowId }: Seen): string {
  return `open-${workflowId.replaceAll(/[^\w-]/g, '-')}`;
}
