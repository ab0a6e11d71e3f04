import type { Notice } from '../../workflows/contract/notices.ts';

const openedAt = '2026-01-31T03:12:00.000Z';

/** A notice of the demo's incident, `seconds` after its opening. */
export function notice(
  kind: Notice['kind'],
  entryId: string,
  seconds: number,
  more: Partial<Notice> = {},
): Notice {
  return {
    kind,
    keyId: '0196f1d2-0000-7000-8000-000000000001',
    entryId,
    incident: 'INC-7K3FQ2',
    at: new Date(Date.parse(openedAt) + seconds * 1_000).toISOString(),
    openedAt,
    about: 'noted',
    text: `text of ${entryId}`,
    details: [],
    people: [],
    workflowId: 'incident:demo:databaseIssues:0123456789ab',
    system: 'demo',
    phase: 'triggered',
    label: 'Critical',
    severity: 'P0',
    clocks: [],
    ...more,
  };
}

export const planned: NonNullable<Notice['plan']> = {
  id: 1,
  hash: 'a1'.repeat(32),
  title: 'Terminate the sessions that sit idle',
  status: 'waiting',
};
