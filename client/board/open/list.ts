import { html } from 'ghtml';
import type { Mode } from '../../../workflows/contract/input.ts';
import { ageNotice } from '../age.ts';
import type { Open, Seen } from '../reader.ts';
import { incidentCard, type MayRead } from './incident-card.ts';
import { inOrder, modeOf } from './order.ts';

/** What a list of open incidents shows, and to whom. */
export interface ListOf {
  open: Open;
  /** Only those of this one. */
  system?: string;
  mayRead: MayRead;
  /** Epoch ms */
  now: number;
}

const apart: Record<Exclude<Mode, 'live'>, { title: string; says: string }> = {
  shadow: {
    title: 'Shadow incidents',
    says: 'They watch real incidents and record what they would do; nothing is changed.',
  },
  'dry-run': { title: 'Dry runs', says: 'They rehearse; nothing is changed and nobody is paged.' },
};

/** The open incidents, real ones first. */
export function openList({ open, system, mayRead, now }: ListOf): string {
  const shown = open.incidents.filter((each) => system === undefined || each.system === system);
  const ofMode = (mode: Mode) => shown.filter((each) => modeOf(each) === mode);
  const others = (['shadow', 'dry-run'] as const).flatMap((mode) => {
    const incidents = ofMode(mode);
    const { title, says } = apart[mode];
    return incidents.length > 0
      ? [html`<h2>${title}</h2><p class="muted">${says}</p>!${cards(incidents, mayRead, now)}`]
      : [];
  });
  const live = ofMode('live');
  const notice = ageNotice(open, now);
  return html`!${notice}!${live.length > 0 ? html`<h2 class="visually-hidden">Now</h2>!${cards(live, mayRead, now)}` : notice === '' ? nothing(system) : html`<p class="empty">No incident was open then.</p>`}!${others}`;
}

/** How many there are, and what they want. */
export function inShort(incidents: readonly Seen[]): string {
  const live = incidents.filter((each) => modeOf(each) === 'live');
  const plans = live.reduce((sum, { glance }) => sum + (glance?.plans?.length ?? 0), 0);
  const silent = live.filter((each) => each.silent).length;
  const parts = [
    live.length === 0 ? '' : `${live.length} open`,
    plans === 0 ? '' : `${plans} ${plans === 1 ? 'plan waits' : 'plans wait'} for approval`,
    silent === 0 ? '' : `no worker answers for ${silent}`,
  ].filter((part) => part !== '');
  return parts.length > 0 ? html`<p class="in-short">${parts.join(', ')}.</p>` : '';
}

/** A link for each system that something is open for, with how much. */
export function systemLinks(incidents: readonly Seen[], chosen: string | undefined): string {
  const systems = [...new Set(incidents.map(({ system }) => system))].sort();
  if (chosen !== undefined && !systems.includes(chosen)) systems.push(chosen);
  if (systems.length < 2 && chosen === undefined) return '';
  const link = (says: string, href: string, isCurrent: boolean) =>
    html`<li><a href="${href}" !${isCurrent ? 'aria-current="true"' : ''}>${says}</a></li>`;
  const each = systems.map((system) => {
    const of = incidents.filter((incident) => incident.system === system);
    const title = of.find(({ glance }) => glance?.systemTitle)?.glance?.systemTitle ?? system;
    return link(`${title} (${of.length})`, `/board?system=${encodeURIComponent(system)}`, system === chosen);
  });
  return html`<ul class="links" aria-label="By system">!${link(`All (${incidents.length})`, '/board', chosen === undefined)}!${each}</ul>`;
}

function cards(incidents: readonly Seen[], mayRead: MayRead, now: number): string {
  return html`<ol class="plain">!${inOrder(incidents).map((group) => incidentCard(group, mayRead, now))}</ol>`;
}

function nothing(system: string | undefined): string {
  const where = system === undefined ? '' : ` for ${system}`;
  return html`<div class="empty"><p><strong>All is well: no incident is open${where}.</strong></p><p>Alerts open incidents by themselves. If you see something that they do not, <a href="/board/declare">declare one</a>.</p></div>`;
}
