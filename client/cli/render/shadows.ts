import type { ShadowIncident, ShadowReport } from '../../../archive/shadows.ts';
import { relative, span } from '../../times.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';

/** What Mayday would have done against what people did, incident by incident. */
export function shadowsText(report: ShadowReport, look: Look): string {
  const { incidents, proposed, proposedAfter, wellAfter } = report;
  const count = `${incidents.length} shadow incident${incidents.length === 1 ? '' : 's'}`;
  const would = proposedAfter === null ? '' : `, after ${span(proposedAfter)} at the median`;
  const well =
    wellAfter === null ? '' : `; people had the system well after ${span(wellAfter)} at the median`;
  return [
    `${count}: Mayday would have proposed a change in ${proposed}${would}${well}.`,
    ...incidents.map((incident) => shadowText(incident, look)),
  ].join('\n\n');
}

function shadowText(incident: ShadowIncident, { now, paint }: Look): string {
  const { label, system, runbook, openedAt, summary, entries, proposedAfter, wellAfter } = incident;
  const proposed =
    proposedAfter === undefined
      ? 'No change would have been proposed'
      : `First change proposed after ${span(proposedAfter)}`;
  const well = wellAfter === undefined ? 'it was not seen to be well' : `well again after ${span(wellAfter)}`;
  const rows = entries.map(({ after, who, says }) => [
    paint('dim', `+${span(after)}`),
    who === 'mayday would' ? paint('cyan', 'Mayday') : who === 'people' ? paint('green', who) : who,
    says,
  ]);
  return [
    `${paint('bold', `${incident.incident}  ${label}`)}  ${runbook} of ${system}, ${relative(openedAt, now)}: ${summary}`,
    `${proposed}; ${well}.`,
    table(rows, '  '),
  ].join('\n');
}
