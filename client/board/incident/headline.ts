import { html } from 'ghtml';
import { freezeSentence, thawCommand } from '../../../workflows/contract/freeze.ts';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import type { Mode } from '../../../workflows/contract/input.ts';
import { actorName } from '../../../workflows/contract/people.ts';
import { impactText, sentence } from '../../../workflows/contract/sentences.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { isRestricted } from '../../incidents/restricted.ts';
import { ageNotice } from '../age.ts';
import { severityBadge } from '../severity.ts';
import { timeSince } from '../times.ts';
import { type Context, closedPath } from './context.ts';
import { type Entry, factList } from './fact-list.ts';
import { buttonForm } from './forms.ts';
import { stepper } from './stepper.ts';
import { unanswered } from './unanswered.ts';

const modes: Record<Exclude<Mode, 'live'>, string> = {
  shadow:
    'Shadow: Mayday only watches. Nothing is changed and nobody is reached; it records what it would do.',
  'dry-run': 'Dry run: a rehearsal. Nothing is changed and nobody is reached.',
};

/** What somebody woken at night needs first: what, how bad, how far, who, and what it waits for. */
export function headlineSection(context: Context): string {
  const { listed, followed } = context.reading;
  if (!followed) return unanswered(context);
  const { view, timeline } = followed;
  const restricted = isRestricted(context.parts.catalogue, listed.system, listed.runbook);
  return html`<header class="headline">
<p class="row">!${severityBadge(view.severity, view.label)} !${view.mode === 'live' ? '' : html`<span class="badge info">${view.mode}</span>`} !${restricted ? html`<span class="badge warn">restricted</span>` : ''} <span class="muted">${view.systemTitle}: ${view.runbookTitle}</span></p>
<h1>${view.incident} <span class="summary">${view.summary}</span></h1>
!${stepper(view.phase)}
!${view.endedAt ? '' : ageNotice(context.reading, context.parts.clock())}
!${notices(context, view, timeline)}
!${factList(facts(view, timeline))}
!${acknowledge(context, view)}
</header>`;
}

function notices(
  { archived, reading }: Context,
  view: IncidentView,
  timeline: readonly TimelineEntry[],
): string[] {
  const { frozen, takenOverBy, mode, endedAt } = view;
  const end = timeline.findLast(({ fact }) => ['resolved', 'cancelled', 'failed'].includes(fact.kind));
  const suggested = suggestion(timeline);
  return [
    ...(mode === 'live' ? [] : [html`<p class="notice info">${modes[mode]}</p>`]),
    ...(endedAt
      ? [
          html`<p class="notice good"><strong>It is over</strong> since !${timeSince(endedAt)}. ${end ? `${sentence(end.fact)}. ` : ''}!${archived ? html`<a href="${closedPath(reading)}">Its record and post-mortem</a>` : 'Its record is not in the archive yet.'}</p>`,
        ]
      : []),
    ...(frozen && !endedAt
      ? [
          html`<p class="notice bad"><strong>Frozen: nothing is changed.</strong> ${freezeSentence(frozen)}. It ends with <code>${thawCommand(frozen)}</code></p>`,
        ]
      : []),
    ...(takenOverBy && !endedAt
      ? [
          html`<p class="notice info"><strong>${actorName(takenOverBy)} works by hand.</strong> Nothing is proposed until somebody asks for a new look.</p>`,
        ]
      : []),
    ...(suggested && !endedAt ? [html`<p class="notice warn">${suggested}</p>`] : []),
  ];
}

function acknowledge(context: Context, { acknowledgedBy, endedAt }: IncidentView): string {
  if (acknowledgedBy || endedAt) return '';
  return buttonForm(context, { verb: 'acknowledge', says: 'Acknowledge', style: 'primary' });
}

/** What the findings last said of the severity, unless somebody has changed it since. */
function suggestion(timeline: readonly TimelineEntry[]): string | undefined {
  const last = timeline.findLast(
    ({ fact: { kind } }) => kind === 'severity suggested' || kind === 'severity changed',
  );
  if (last?.fact.kind !== 'severity suggested') return undefined;
  return `The findings suggest ${last.fact.label}: ${last.fact.because}. Somebody has to change it, below.`;
}

function facts(view: IncidentView, timeline: readonly TimelineEntry[]): Entry[] {
  const { acknowledgedBy, acknowledgedAt, commander, ticket, impact, firing, silenced, endedAt } = view;
  const opened = timeline.find(({ fact }) => fact.kind === 'opened')?.fact;
  const by = opened?.kind === 'opened' ? html` by ${actorName(opened.by)}` : '';
  const acknowledged = acknowledgedBy
    ? html`${actorName(acknowledgedBy)} !${acknowledgedAt ? timeSince(acknowledgedAt) : ''}`
    : html`<strong class="nobody">nobody yet</strong>`;
  return [
    ...(endedAt ? [] : [{ name: 'Waits for', value: html`<strong>${view.waitingFor}</strong>` }]),
    { name: 'Opened', value: html`!${timeSince(view.openedAt)}!${by}` },
    { name: 'Acknowledged by', value: acknowledged },
    { name: 'Commander', value: html`${commander ?? 'nobody'}` },
    ...(impact ? [{ name: 'Impact', value: html`${impactText(impact)}` }] : []),
    ...(ticket ? [{ name: 'Ticket', value: linked(ticket) }] : []),
    ...(firing.length > 0
      ? [{ name: 'Alerts', value: html`${firing.length} firing!${quiet(silenced)}` }]
      : []),
    ...(view.round > 1 ? [{ name: 'Round', value: html`${view.round}` }] : []),
  ];
}

function quiet(silenced: readonly string[] | undefined): string {
  return silenced?.length ? html`, ${silenced.length} silenced at the Alertmanager` : '';
}

/** An address that a browser may follow; anything else stays text. */
function linked(text: string): string {
  return /^https?:\/\//.test(text)
    ? html`<a href="${text}" rel="noreferrer">${text}</a>`
    : html`<code>${text}</code>`;
}
