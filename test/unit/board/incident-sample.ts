import type { FastifyRequest } from 'fastify';
import type { Context } from '../../../client/board/incident/context.ts';
import type { Age, Reading } from '../../../client/board/reader.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';
import type { Clock, IncidentView } from '../../../workflows/contract/incident.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { clocks, now, view } from '../cli/sample.ts';

const catalogue = openCatalogue('systems');
export const opened = Date.parse(view.openedAt);

/** A fact so many seconds after the opening. */
export function entry(seconds: number, fact: Fact): TimelineEntry {
  return { id: `${seconds}-${fact.kind}`, at: new Date(opened + seconds * 1000).toISOString(), fact };
}

export const openedFact: Fact = {
  kind: 'opened',
  by: { kind: 'alerts', door: 'alertmanager' },
  severity: 'P0',
  label: 'Critical',
  summary: view.summary,
  mode: 'live',
  assumed: [],
};

/** What a check said of the connections, so many in each state. */
export function connections(sessions: Record<string, number>): Finding {
  return {
    check: 'connections',
    verdict: 'sick',
    says: 'Many connections are taken.',
    evidence: Object.entries(sessions).map(([state, count]) => ({
      state,
      application: 'shop',
      sessions: count,
    })),
  };
}

interface Sample {
  view?: Partial<IncidentView>;
  clocks?: Clock[];
  timeline?: TimelineEntry[];
  listed?: Partial<Reading['listed']>;
  context?: Partial<Context>;
  age?: Age;
}

/** What the page of the sample is made of, with what differs; `unanswered` = no worker says a word. */
export function sample(given: Sample = {}, unanswered = false): Context {
  const shown = { ...view, ...given.view };
  const listed: Reading['listed'] = {
    incident: view.incident,
    keyId: view.keyId,
    workflowId: view.workflowId,
    firstRunId: view.keyId,
    runId: 'run',
    system: 'demo',
    runbook: 'databaseIssues',
    open: shown.endedAt === undefined,
    status: 'RUNNING',
    startedAt: view.openedAt,
    ...given.listed,
  };
  const timeline = given.timeline ?? [entry(0, openedFact)];
  const followed = { view: shown, clocks: given.clocks ?? clocks, timeline };
  return {
    parts: {
      catalogue,
      clock: () => now.getTime(),
      settings: { archiveDir: '/nowhere' },
    } as unknown as Context['parts'],
    reading: { listed, ...(unanswered ? { silent: true } : { followed }), ...given.age } as Reading,
    visitor: { signedIn: { key: 'k' }, name: 'alice', until: '2100-01-01T00:00:00Z', csrf: 'c' },
    name: 'alice',
    csrf: '<input type="hidden" name="_csrf" value="c">',
    request: {} as FastifyRequest,
    ...given.context,
  };
}
