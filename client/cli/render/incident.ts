import type { Finding } from '../../../workflows/contract/findings.ts';
import { inEffectLines } from '../../../workflows/contract/in-effect.ts';
import type { Clock, IncidentView, Phase } from '../../../workflows/contract/incident.ts';
import { actorName } from '../../../workflows/contract/people.ts';
import { impactText } from '../../../workflows/contract/sentences.ts';
import { clockTime, relative } from '../../times.ts';
import type { Look, Paint, Style } from '../screen.ts';
import { checklistText } from './checklist.ts';
import { clocksText } from './clocks.ts';
import { decisionCommands, planText } from './plan.ts';
import { table } from './table.ts';

const marks: Record<Finding['verdict'], { mark: string; style: Style }> = {
  well: { mark: '✔', style: 'green' },
  sick: { mark: '✖', style: 'red' },
  unknown: { mark: '?', style: 'yellow' },
};

/** Everything somebody woken at night needs first, on one screen. */
export function incidentText(view: IncidentView, clocks: readonly Clock[], look: Look): string {
  const { paint } = look;
  return [
    headline(view, look),
    view.summary,
    facts(view, look),
    ...(view.impact ? [`impact: ${impactText(view.impact)}`] : []),
    ...(view.ticket ? [`ticket: ${view.ticket}`] : []),
    ...(view.endedAt ? [] : ['', paint('bold', 'Clocks'), clocksText(clocks, look, '  ')]),
    ...(view.findings.length > 0 ? ['', paint('bold', 'Findings'), findings(view.findings, paint)] : []),
    ...(view.guidance.length > 0
      ? ['', paint('bold', 'For you'), ...view.guidance.map((line) => `  ${line}`)]
      : []),
    ...(view.inEffect.length > 0 ? ['', ...inEffectLines(view)] : []),
    ...checklistText(view.checklist ?? [], look),
    ...(view.pending
      ? ['', planText(view.pending, look, view.approvedBy), decisionCommands(view.incident, view.pending)]
      : []),
    ...(view.forPublic
      ? ['', planText(view.forPublic, look, []), decisionCommands(view.incident, view.forPublic)]
      : []),
  ].join('\n');
}

/** A phase in its colour. */
export function phaseText(phase: Phase | string, paint: Paint): string {
  const style: Style =
    phase === 'resolved' ? 'green' : phase === 'triggered' || phase === 'failed' ? 'red' : 'yellow';
  return paint(style, phase);
}

function headline(view: IncidentView, { paint }: Look): string {
  const mode = view.mode === 'live' ? '' : `  ${paint('cyan', view.mode)}`;
  return `${paint('bold', `${view.incident}  ${view.label}`)}  ${phaseText(view.phase, paint)}${mode}  ${view.systemTitle}: ${view.runbookTitle}`;
}

function facts(view: IncidentView, { now, timeZone, paint }: Look): string {
  const opened = `opened ${relative(view.openedAt, now)} (${clockTime(view.openedAt, now, timeZone)})`;
  const ended = view.endedAt ? [`ended ${relative(view.endedAt, now)}`] : [];
  const acknowledged = view.acknowledgedBy
    ? `acknowledged by ${actorName(view.acknowledgedBy)}${view.acknowledgedAt ? ` ${relative(view.acknowledgedAt, now)}` : ''}`
    : paint('yellow', 'nobody has acknowledged');
  const commander = view.commander ? [`commander ${view.commander}`] : [];
  const byHand = view.takenOverBy ? [`${actorName(view.takenOverBy)} works by hand`] : [];
  const firing = view.firing.length > 0 ? [`${view.firing.length} firing`] : [];
  const silenced = view.silenced ? [`${view.silenced.length} silenced at the Alertmanager`] : [];
  const line = [opened, ...ended, acknowledged, ...commander, ...byHand, ...firing, ...silenced].join(' · ');
  return view.waitingFor && !view.endedAt ? `${line}\nwaits for ${view.waitingFor}` : line;
}

function findings(list: readonly Finding[], paint: Paint): string {
  const rows = list.map(({ check, verdict, says }) => {
    const { mark, style } = marks[verdict];
    return [paint(style, mark), check, says];
  });
  return table(rows, '  ');
}
