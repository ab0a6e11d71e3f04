import { html } from 'ghtml';
import { type Kept, resolutionKept, responseKept } from '../../../archive/kept.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import { actorName } from '../../../workflows/contract/people.ts';
import { impactText, sentence } from '../../../workflows/contract/sentences.ts';
import { span } from '../../times.ts';
import { type Entry, factList } from '../incident/fact-list.ts';
import { timeAt } from '../times.ts';

/** When it was opened, acknowledged and over, by whom, and whether its targets were met. */
export function recordFacts(record: IncidentRecord, ending: string): string {
  const { openedAt, endedAt, commander, impact, ticket, targets } = record;
  const opened = record.timeline.find(({ fact }) => fact.kind === 'opened')?.fact;
  const by = opened?.kind === 'opened' ? ` by ${actorName(opened.by)}` : '';
  const end = record.timeline.findLast(({ fact }) => ends.includes(fact.kind))?.fact;
  const after = endedAt ? `${ending} after ${lasted(openedAt, endedAt)}` : ending;
  const said = end ? html`<br>${sentence(end)}` : '';
  return factList([
    { name: 'Opened', value: html`!${timeAt(openedAt)}${by}` },
    { name: 'Acknowledged', value: html`${acknowledged(record)}` },
    { name: 'Response target', value: target(responseKept(record), openedAt, targets?.response) },
    { name: 'Ended', value: html`${after}!${endedAt ? html`, !${timeAt(endedAt)}` : ''}!${said}` },
    { name: 'Resolution target', value: target(resolutionKept(record), openedAt, targets?.resolution) },
    ...given('Commander', commander && html`${commander}`),
    ...given('Impact', impact && html`${impactText(impact)}`),
    ...given('Ticket', ticket && linked(ticket)),
    { name: 'Place', value: html`<code>${record.workflowId}</code>` },
  ]);
}

const ends: readonly string[] = ['resolved', 'cancelled', 'failed', 'dry run over'];

function acknowledged({ openedAt, acknowledgedAt, acknowledgedBy }: IncidentRecord): string {
  if (!acknowledgedAt) return 'never';
  const by = acknowledgedBy ? ` by ${actorName(acknowledgedBy)}` : '';
  return `after ${lasted(openedAt, acknowledgedAt)}${by}`;
}

function target(kept: Kept, openedAt: string, due: string | undefined): string {
  const was = due ? `, it was ${lasted(openedAt, due)}` : '';
  if (!kept) return html`${due ? `neither met nor missed: it ended otherwise${was}` : 'none'}`;
  return html`<span class="badge ${kept === 'met' ? 'good' : 'bad'}">${kept}</span>${was}`;
}

function lasted(from: string, to: string): string {
  return span(Date.parse(to) - Date.parse(from));
}

function given(name: string, value: string | undefined): Entry[] {
  return value ? [{ name, value }] : [];
}

/** An address that a browser may follow; anything else stays text. */
function linked(text: string): string {
  return /^https?:\/\//.test(text)
    ? html`<a href="${text}" rel="noreferrer">${text}</a>`
    : html`<code>${text}</code>`;
}
