// What PostgreSQL or the API server saw of each effect when the worker was killed inside it, and a new one came.
// test/smoke/effects/ and test/smoke/outage/kills.test.ts kill a real worker at every row and holds what it saw against it. A row:
// mitigation | the worker is killed | had happened by then | in the end | attempts | the record says

const written = `
  terminateIdleSessions      | before the call                      | half of them | once | 2 | done, once
  terminateIdleSessions      | after the call, its answer lost      | half of them | once | 2 | done, once
  terminateIdleSessions      | before its completion is recorded    | once         | once | 2 | done, once
  terminateIdleSessions      | after its completion is recorded     | once         | once | 1 | done, once
  limitShopConnections       | before the call                      | not yet      | once | 2 | done, once
  limitShopConnections       | after the call, its answer lost      | once         | once | 2 | done, once
  limitShopConnections       | before its completion is recorded    | once         | once | 2 | done, once
  limitShopConnections       | after its completion is recorded     | once         | once | 1 | done, once
  limitShopConnections, undo | before the call                      | not yet      | once | 2 | done, once
  limitShopConnections, undo | after the call, its answer lost      | once         | once | 2 | done, once
  limitShopConnections, undo | before its completion is recorded    | once         | once | 2 | done, once
  limitShopConnections, undo | after its completion is recorded     | once         | once | 1 | done, once
  kubernetes.rollback        | before the call                      | not yet      | once | 2 | done, once
  kubernetes.rollback        | after the call, its answer lost      | once         | once | 2 | done, once
  kubernetes.rollback        | before its completion is recorded    | once         | once | 2 | done, once
  kubernetes.rollback        | after its completion is recorded     | once         | once | 1 | done, once`;

export const killPoints = [
  'before the call',
  'after the call, its answer lost',
  'before its completion is recorded',
  'after its completion is recorded',
] as const;

export type KillPoint = (typeof killPoints)[number];

const columns = ['mitigation', 'point', 'byThen', 'inTheEnd', 'attempts', 'record'] as const;

/** One kill, as words; `once` = each target of the plan exactly once. */
export type KillRow = Record<(typeof columns)[number], string>;

export const killRows: readonly KillRow[] = written
  .trim()
  .split('\n')
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]])) as KillRow;
  });
