import { inEffectLines } from '../../../workflows/contract/in-effect.ts';
import type { Clock, IncidentView } from '../../../workflows/contract/incident.ts';
import { clocksQuery, incidentQuery, timelineQuery } from '../../../workflows/contract/messages.ts';
import { actorName } from '../../../workflows/contract/people.ts';
import { sentence } from '../../../workflows/contract/sentences.ts';
import { ask } from '../../incidents/ask.ts';
import { findIncident } from '../../incidents/find.ts';
import { type Glanced, glanceAtOpen } from '../../incidents/glance.ts';
import type { ListedIncident } from '../../incidents/listed.ts';
import { byUrgency, nextText, soonest } from '../../incidents/next.ts';
import { isRestricted } from '../../incidents/restricted.ts';
import { relative } from '../../times.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';

/** Of a list: more would not be read on a phone. */
const mostLines = 25;
/** ms */
const patience = 8_000;

/** `/incident list` */
export async function listText({ client, catalogue }: Desk): Promise<string> {
  const open = (await glanceAtOpen({ client })).toSorted((a, b) =>
    byUrgency(
      { severity: a.glance?.severity ?? a.severity, clocks: a.glance?.clocks },
      { severity: b.glance?.severity ?? b.severity, clocks: b.glance?.clocks },
    ),
  );
  if (open.length === 0) return 'No incident is open.';
  const more = open.length > mostLines ? [`… and ${open.length - mostLines} more`] : [];
  return [...open.slice(0, mostLines).map((each) => line(catalogue, each, new Date())), ...more].join('\n');
}

function line(
  catalogue: Desk['catalogue'],
  { glance, incident, runbook, system, severity, startedAt }: Glanced,
  now: Date,
): string {
  const what = `${runbook} of ${system}`;
  if (!glance) {
    return `${incident} · ${severity ?? '?'} · ${what} · opened ${relative(startedAt, now)} · nobody answers for it (is a worker running?)`;
  }
  const { label, phase, waitingFor, clocks } = glance;
  const next = soonest(clocks);
  return [
    incident,
    label,
    phase,
    what,
    ...(isRestricted(catalogue, system, runbook) ? ['restricted'] : [`waits for ${waitingFor}`]),
    ...(next ? [`next: ${nextText(next, now)}`] : []),
  ].join(' · ');
}

/** `/incident show [INC-…]` */
export async function showText(desk: Desk, command: Command): Promise<string> {
  const incident = await find(desk, command);
  if (isKept(desk, incident)) return keptText(incident);
  const [view, clocks] = await Promise.all([
    ask(desk, incident, incidentQuery, patience),
    ask(desk, incident, clocksQuery, patience),
  ]);
  return view ? shown(view, clocks ?? [], new Date()) : nobodyAnswers(incident);
}

function shown(view: IncidentView, clocks: readonly Clock[], now: Date): string {
  const { incident, label, phase, systemTitle, runbookTitle, summary, pending } = view;
  const acknowledged = view.acknowledgedBy
    ? `acknowledged by ${actorName(view.acknowledgedBy)}`
    : 'nobody has acknowledged';
  const commander = view.commander ? ` · commander ${view.commander}` : '';
  const marks = { well: 'ok', sick: 'SICK', unknown: '?' };
  return [
    `${incident} · ${label} · ${phase} · ${systemTitle}: ${runbookTitle}`,
    summary,
    `opened ${relative(view.openedAt, now)} · ${acknowledged}${commander}`,
    ...(view.endedAt ? [] : [`waits for ${view.waitingFor}`, ...clockLines(clocks, now).slice(0, 5)]),
    ...view.findings.map(({ verdict, says }) => `[${marks[verdict]}] ${says}`),
    ...view.guidance,
    ...inEffectLines(view),
    ...(pending ? [`Plan ${pending.id} waits for a decision: ${pending.title}`] : []),
  ].join('\n');
}

/** `/incident clocks [INC-…]` */
export async function clocksText(desk: Desk, command: Command): Promise<string> {
  const incident = await find(desk, command);
  if (isKept(desk, incident)) return keptText(incident);
  const clocks = await ask(desk, incident, clocksQuery, patience);
  if (!clocks) return nobodyAnswers(incident);
  const lines = clockLines(clocks, new Date());
  return [`${incident.incident}:`, ...(lines.length > 0 ? lines : ['nothing is due'])].join('\n');
}

function clockLines(clocks: readonly Clock[], now: Date): string[] {
  return clocks
    .toSorted((a, b) => Date.parse(a.due) - Date.parse(b.due))
    .map(({ name, due, fires, reaches }) => {
      const whom = reaches.length > 0 ? ` → ${reaches.join(', ')}` : '';
      return `${relative(due, now)}: ${name}: ${fires}${whom}`;
    });
}

/** `/incident timeline [INC-…]`: the latest, oldest first. */
export async function timelineText(desk: Desk, command: Command): Promise<string> {
  const incident = await find(desk, command);
  if (isKept(desk, incident)) return keptText(incident);
  const entries = await ask(desk, incident, timelineQuery, patience);
  if (!entries) return nobodyAnswers(incident);
  const shownOnes = entries.slice(-15);
  const left = entries.length - shownOnes.length;
  return [
    ...(left > 0 ? [`${left} earlier entries: mayday timeline ${incident.incident}`] : []),
    ...shownOnes.map(({ at, fact }) => `${at.slice(11, 19)} UTC  ${sentence(fact)}`),
  ].join('\n');
}

function find({ client }: Desk, { incident }: Command): Promise<ListedIncident> {
  return findIncident({ temporal: async () => ({ client }) }, incident, 'all');
}

function isKept({ catalogue }: Desk, { system, runbook }: ListedIncident): boolean {
  return isRestricted(catalogue, system, runbook);
}

function keptText({ incident }: ListedIncident): string {
  return `${incident} is restricted, so nothing of it is shown in Slack: mayday show ${incident}`;
}

function nobodyAnswers({ incident, runbook, system, startedAt }: ListedIncident): string {
  return `Nobody answers for ${incident} (${runbook} of ${system}, started ${relative(startedAt, new Date())}): is a worker running?`;
}
