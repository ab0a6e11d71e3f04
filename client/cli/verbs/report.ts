import { access } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { measure } from '../../../archive/measures.ts';
import { reportCsv } from '../../../archive/measures-csv.ts';
import { readRecords } from '../../../archive/records.ts';
import { shadowReport } from '../../../archive/shadows.ts';
import { durationExpected, durationMs, durationText } from '../../../systems/duration.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import { failure } from '../../failure.ts';
import { leftOut } from '../../measures/cells.ts';
import { reportText } from '../render/measures.ts';
import { shadowsText } from '../render/shadows.ts';
import type { Session } from '../session.ts';

const month = 30 * 86_400_000;
const shadowHint = ' (--shadow)';

/** `mayday report` */
export function report(program: Command, session: Session): void {
  program
    .command('report')
    .description('how incidents went: times to acknowledge and resolve, targets met; from the archive')
    .option('--since <duration>', 'opened no longer ago than this', duration, month)
    .option('--system <id>', 'of this system only')
    .option('--shadow', 'of shadow incidents: what Mayday would have done, against what people did')
    .addOption(new Option('--csv', 'as CSV, times in seconds').conflicts(['json', 'shadow']))
    .action(async ({ since, system, csv, shadow }: ReportOptions) => {
      const { screen } = session;
      const from = screen.look().now.getTime() - since;
      const all = await kept(session);
      const wanted = all.filter(
        (record) => Date.parse(record.openedAt) >= from && (!system || record.system === system),
      );
      if (wanted.length === 0) throw failure(nothing(all, since, system));
      if (shadow) return shadows(session, from, wanted);
      const measured = measure(wanted);
      const { rows } = measured;
      screen.print({ from: new Date(from).toISOString(), ...measured }, (look) => {
        if (csv) return reportCsv(measured);
        return rows.length > 0
          ? reportText(measured, look)
          : `Only ${leftOut(measured, shadowHint)}, left out.`;
      });
      const without = leftOut(measured, shadowHint);
      if (without && rows.length > 0) screen.remark(`Left out: ${without}.`);
    });
}

interface ReportOptions {
  since: number;
  system?: string;
  csv?: true;
  shadow?: true;
}

/** @throws CommandFailure where there is none */
function shadows({ screen }: Session, from: number, records: readonly IncidentRecord[]): void {
  const report = shadowReport(records);
  if (report.incidents.length === 0) {
    throw failure(
      'No shadow incident in that time: "mode: shadow" in the file of a system makes all of its incidents shadows.',
    );
  }
  screen.print({ from: new Date(from).toISOString(), ...report }, (look) => shadowsText(report, look));
}

function duration(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new InvalidArgumentError(`It takes ${durationExpected}.`);
  return ms;
}

/** @throws CommandFailure where nothing is kept */
async function kept({ config: { archiveDir }, screen }: Session): Promise<IncidentRecord[]> {
  const there = await access(archiveDir).then(
    () => true,
    () => false,
  );
  if (!there) {
    throw failure(`There is no archive at ${archiveDir}: set MAYDAY_ARCHIVE_DIR to the worker's folder.`);
  }
  const records = await readRecords(archiveDir, (problem) => screen.remark(problem));
  if (records.length === 0) {
    throw failure(
      `The archive at ${archiveDir} holds no closed incident: none has ended yet, or MAYDAY_ARCHIVE_DIR is not the worker's.`,
    );
  }
  return records;
}

function nothing(all: readonly IncidentRecord[], since: number, system: string | undefined): string {
  const systems = [...new Set(all.map((record) => record.system))].sort();
  if (system && !systems.includes(system)) {
    return `The archive has no incident of "${system}"; it has some of ${systems.join(', ')}.`;
  }
  return `No incident${system ? ` of ${system}` : ''} in the archive was opened in the last ${durationText(since)}: --since looks further back.`;
}
