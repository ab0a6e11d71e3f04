import type { MaintenanceWindow } from '../workflows/contract/maintenance.ts';
import { defaultCalendar } from './calendar/calendar.ts';
import { instant, local } from './calendar/local-time.ts';
import { fits } from './matchers.ts';
import type { SystemFile } from './schema.ts';

type File = Pick<SystemFile, 'calendar' | 'maintenance'>;

/** A window as the file has it. */
export interface PlannedMaintenance extends MaintenanceWindow {
  matchers: NonNullable<File['maintenance'][number]['matchers']>;
}

/** Every window of a file, in its order. */
export function maintenanceWindows({ calendar, maintenance }: File): PlannedMaintenance[] {
  const { zone = defaultCalendar.zone } = calendar ?? {};
  return maintenance.map(({ from, until, reason, matchers = [] }) => ({
    from: instant(local(from), zone),
    until: instant(local(until), zone),
    reason,
    matchers,
  }));
}

/** Those that are in force at an instant. */
export function inForce(windows: readonly PlannedMaintenance[], at: Date): PlannedMaintenance[] {
  const now = at.getTime();
  return windows.filter(({ from, until }) => Date.parse(from) <= now && now < Date.parse(until));
}

/** The window that holds an alert; `null` = labels that nobody kept: any window holds it. */
export function holds(
  windows: readonly PlannedMaintenance[],
  labels: Readonly<Record<string, string>> | null,
): PlannedMaintenance | undefined {
  return windows.find(
    ({ matchers }) => labels === null || matchers.every((matcher) => fits(matcher, labels)),
  );
}
