import { code, page, plain, section } from '../cockpit/markdown.ts';
import { dueOf, timeOf } from '../cockpit/times.ts';
import { signalsTitle, type ToPaste } from '../cockpit/to-paste.ts';
import type { Finding } from '../contract/findings.ts';
import { freezeSentence, thawCommand } from '../contract/freeze.ts';
import type { Clock, IncidentView } from '../contract/incident.ts';
import { actorName } from '../contract/people.ts';
import type { Risk } from '../contract/profile.ts';
import { impactText, sentence } from '../contract/sentences.ts';
import type { TimelineEntry } from '../contract/timeline.ts';
import { planLines } from './board-plan.ts';

const marks = { well: '✅', sick: '🚨', unknown: '❔' };

export interface Board {
  view: IncidentView;
  clocks: Clock[];
  timeline: TimelineEntry[];
  /** RFC 3339; the times left are counted from here. */
  seen: string;
  toPaste: ToPaste[];
  /** Up to which risk an approval that is typed here counts. */
  typedUpTo: Risk;
}

/** The incident as a page of Markdown for the Temporal UI (no images, no HTML, under 20 KB). */
export function board({ view, clocks, timeline, seen, toPaste, typedUpTo }: Board): string {
  const { frozen, incident, label, phase, systemTitle, runbookTitle, summary } = view;
  const lines = [
    `## ${incident} · ${plain(label)} · ${phase}${mode(view)}`,
    '',
    `**${plain(systemTitle)}: ${plain(runbookTitle)}** — ${plain(summary, 1_000)}`,
    '',
    ...(frozen
      ? [`- **FROZEN**: ${plain(freezeSentence(frozen))}. It ends with ${code(thawCommand(frozen))}`]
      : []),
    ...standing(view, seen),
    ...planLines(view.pending, { view, seen, typedUpTo }),
    ...planLines(view.forPublic, { view, seen, typedUpTo }),
    ...section(
      signalsTitle,
      toPaste.map(
        ({ signal, input, says }) => `- ${plain(says)}: **${signal}** ${code(JSON.stringify(input))}`,
      ),
    ),
    ...section(
      `Clocks, as of ${timeOf(seen, seen)}`,
      clocks.toSorted(soonest).map((clock) => clockLine(clock, seen)),
    ),
    ...section(
      'Findings',
      view.findings
        .toSorted(worstFirst)
        .slice(0, 20)
        .map(({ verdict, says }) => `- ${marks[verdict]} ${plain(says)}`),
    ),
    ...section(
      'For you',
      view.guidance.slice(0, 20).map((line) => `- ${code(line)}`),
    ),
    ...section(
      'In effect',
      view.inEffect
        .toReversed()
        .map(
          ({ plan, title, temporary }) =>
            `- Plan ${plan}: ${plain(title)}${temporary ? ' (temporary)' : ''}${undo(view, plan)}`,
        ),
    ),
    ...section('Checklist, what is next', checklistLines(view, seen)),
    ...section('Last updates', entryLines(timeline.filter(isUpdate).slice(-3), seen)),
    ...section('Last entries', entryLines(timeline.slice(-8), seen)),
  ];
  return page(lines, `There is more: ${code(`mayday show ${incident}`)}`);
}

function mode({ mode }: IncidentView): string {
  return mode === 'live' ? '' : ` · ${mode}: nothing is changed, nobody is reached`;
}

function standing(view: IncidentView, seen: string): string[] {
  const { acknowledgedBy, acknowledgedAt, commander, takenOverBy, endedAt, impact, ticket, silenced } = view;
  const at = acknowledgedAt ? ` at ${timeOf(acknowledgedAt, seen)}` : '';
  return [
    acknowledgedBy
      ? `- Acknowledged by ${plain(actorName(acknowledgedBy))}${at}`
      : `- **Nobody has acknowledged${endedAt ? '' : ' yet'}**`,
    ...(endedAt ? [`- Ended at ${timeOf(endedAt, seen)}`] : [`- Waits for ${plain(view.waitingFor)}`]),
    ...(commander ? [`- Commander: ${plain(commander)}`] : []),
    ...(takenOverBy
      ? [`- ${plain(actorName(takenOverBy))} works by hand: nothing is proposed meanwhile`]
      : []),
    ...(impact ? [`- Impact: ${plain(impactText(impact))}`] : []),
    ...(ticket ? [`- Ticket: ${plain(ticket, 1_000)}`] : []),
    ...(silenced ? [`- Silenced at the Alertmanager: ${silenced.length} alerts`] : []),
  ];
}

function clockLine({ due, fires, reaches }: Clock, seen: string): string {
  const whom = reaches.length > 0 ? `: ${plain(reaches.join(', '))}` : '';
  return `- ${dueOf(due, seen)}: ${plain(fires)}${whom}`;
}

const order = ['sick', 'unknown', 'well'];

function worstFirst(a: Finding, b: Finding): number {
  return order.indexOf(a.verdict) - order.indexOf(b.verdict);
}

function soonest(a: Clock, b: Clock): number {
  return a.due < b.due ? -1 : 1;
}

function undo({ endedAt }: IncidentView, plan: number): string {
  return endedAt ? '' : `. Take it back: **undo** ${code(JSON.stringify({ plan, by: 'NAME' }))}`;
}

function checklistLines({ checklist = [], endedAt }: IncidentView, seen: string): string[] {
  if (endedAt) return [];
  return checklist
    .filter(({ doneBy }) => !doneBy)
    .slice(0, 3)
    .map(({ item, phase, text, until }) => {
      return `- ${item}\\. ${plain(text)} (${plain(phase)}${until ? `, until ${timeOf(until, seen)}` : ''})`;
    });
}

function isUpdate({ fact }: TimelineEntry): boolean {
  return fact.kind === 'status' || (fact.kind === 'noted' && fact.as === 'update');
}

function entryLines(entries: readonly TimelineEntry[], seen: string): string[] {
  return entries.map(({ at, fact }) => `- ${timeOf(at, seen)} ${plain(sentence(fact), 500)}`);
}
