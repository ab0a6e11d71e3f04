import { type Severity, severities } from '../../workflows/contract/profile.ts';
import type { RunbookName } from '../../workflows/contract/runbooks.ts';

// What each system promises, and whom it reaches when nobody acknowledges and nothing helps; times from the opening.
// (a) = assumed, at least in part: the document does not say it. test/workflows/deadlines.test.ts holds a real run
// against every row. A row: severity | response | resolution | reached by | until somebody acknowledges |
// until it is resolved | warnings at 50 and 80 % | an update every

const written = {
  'codementor-ai': `
    P0 Critical | 15m | 4h  | page (a)   | on-call at once, secondary 15m, engineering-manager 30m, nobody left 45m | engineering-manager 4h (a)  | 2h, 3h12m        | 30m
    P1 High     | 1h  | 24h | page (a)   | on-call at once, secondary 1h, engineering-manager 2h, nobody left 3h    | engineering-manager 24h (a) | 12h, 19h12m      | 30m
    P2 Medium   | 4h  | 72h | notify (a) | on-call at once, secondary 4h, engineering-manager 8h, nobody left 12h   | engineering-manager 72h (a) | 36h, 57h36m      | –
    P3 Low      | 24h | 1w  | notify (a) | on-call at once, secondary 24h, nobody left 48h (a)                      | engineering-manager 1w (a)  | 3d12h, 5d14h24m  | –
    P0 security breach | 15m | 4h  | page (a)   | on-call at once, secondary 15m, engineering-manager 30m, nobody left 45m | engineering-manager 4h (a)  | 2h, 3h12m        | 30m`,
  studyteddy: `
    P0 Critical | 15m | 4h  | page       | on-call at once, incident-commander 15m, nobody left 30m (a) | incident-commander 4h (a)                            | 2h, 3h12m    | 30m (a)
    P1 High     | 1h  | 24h | page       | on-call at once, incident-commander 1h, nobody left 2h (a)   | incident-commander 24h (a)                           | 12h, 19h12m  | 30m (a)
    P2 Medium   | 4h  | 72h | notify (a) | on-call at once, incident-commander 4h, nobody left 8h (a)   | incident-commander 72h (a)                           | 36h, 57h36m  | –
    P3 Low      | next business day | 2w | notify (a) | on-call at once, nobody left next business day (a) | incident-commander 2w (a)                       | 1w, 11d4h48m | –
    P0 security breach | 15m | 4h  | page       | on-call at once, incident-commander 15m, nobody left 30m (a) | security-engineer at once, incident-commander 4h (a) | 2h, 3h12m    | 30m (a)`,
  'agentic-startup-studio': `
    P0 Sev 1    | 15m | none | page (a)   | on-call at once, engineering-manager 15m, devops-lead 30m, cto 45m, nobody left 1h (a) | – | – | 30m (a)
    P1 Sev 2    | 1h  | none | page (a)   | on-call at once, engineering-manager 1h, devops-lead 2h, nobody left 3h (a)            | – | – | 30m (a)
    P2 Sev 3    | 4h  | none | notify (a) | on-call at once, engineering-manager 4h, nobody left 8h (a)                            | – | – | –
    P3 Sev 4    | next business day | none | notify (a) | on-call at once, nobody left next business day (a)                       | – | – | –
    P0 security breach | 15m | none | page (a)   | on-call at once, engineering-manager 15m, devops-lead 30m, cto 45m, nobody left 1h (a) | – | – | 30m (a)`,
  'onboarding-kyc': `
    P0 Critical | 15m | none | page       | on-call at once, backup-on-call 15m, nobody left 30m (a) | platform-lead 15m, cto 30m                                 | – | 30m (a)
    P1 High     | 1h  | none | page       | on-call at once, backup-on-call 1h, nobody left 2h (a)   | platform-lead 15m, cto 30m                                 | – | 30m (a)
    P2 Medium   | 4h  | none | notify (a) | on-call at once, backup-on-call 4h, nobody left 8h (a)   | platform-lead 4h (a)                                       | – | –
    P3 Low      | 24h | none | notify (a) | on-call at once, backup-on-call 24h, nobody left 48h (a) | – (a)                                                      | – | –
    P0 security breach | 15m | none | page       | on-call at once, backup-on-call 15m, nobody left 30m (a) | cto at once, security-lead at once, platform-lead 15m (a)  | – | 30m (a)`,
  neurocred: `
    P0 Critical | 15m (a) | none | page (a)   | on-call at once, team-lead 15m, nobody left 30m (a) | team-lead at once, engineering-manager at once              | – | 30m (a)
    P1 High     | 1h (a)  | none | page (a)   | on-call at once, team-lead 1h, nobody left 2h (a)   | team-lead 1h                                                | – | 30m (a)
    P2 Medium   | 4h (a)  | none | notify (a) | on-call at once, nobody left 4h (a)                 | team-lead 4h (a)                                            | – | –
    P3 Low      | 24h (a) | none | notify (a) | on-call at once, nobody left 24h (a)                | team-lead 24h (a)                                           | – | –
    P0 security breach | 15m (a) | none | page (a)   | on-call at once, team-lead 15m, nobody left 30m (a) | cto at once, team-lead at once, engineering-manager at once | – | 30m (a)`,
} as const;

const columns = [
  'response',
  'resolution',
  'reach',
  'untilAcknowledged',
  'untilResolved',
  'warnings',
  'updates',
] as const;

/** The clocks of one incident, as words: `15m`, `on-call at once, secondary 15m`, `none` or `–` where there are none. */
export type Clocks = Record<(typeof columns)[number], string>;

export interface ClockRow {
  system: string;
  severity: Severity;
  runbook: RunbookName;
  /** The system's word for the severity, or what else the row is about. */
  of: string;
  /** Each with (a) at its end where it is assumed. */
  clocks: Clocks;
}

/** Every severity of the five systems, and a security incident of each. */
export const clockRows: readonly ClockRow[] = Object.entries(written).flatMap(([system, table]) =>
  table
    .trim()
    .split('\n')
    .map((line) => readRow(system, line)),
);

function readRow(system: string, line: string): ClockRow {
  const [first = '', ...cells] = line.split('|').map((cell) => cell.trim());
  const severity = severities.find((each) => first.startsWith(each));
  if (!severity || cells.length !== columns.length) throw new Error(`${system}: no row of clocks: ${line}`);
  const of = first.slice(severity.length + 1);
  return {
    system,
    severity,
    runbook: of === 'security breach' ? 'securityIncident' : 'generalIncident',
    of,
    clocks: Object.fromEntries(columns.map((column, i) => [column, cells[i]])) as Clocks,
  };
}

const mark = ' (a)';

export function isAssumed(cell: string): boolean {
  return cell.endsWith(mark);
}

export function withoutMark(cell: string): string {
  return isAssumed(cell) ? cell.slice(0, -mark.length) : cell;
}
