import { z } from 'zod';
import { severities } from '../../workflows/contract/profile.ts';
import { amount, choice, duration, list, mapping, name, numberBetween, text } from '../values.ts';
import { ladder } from './people.ts';

export const severity = choice(severities);

const calledScript = z.union([name, mapping({ script: name, mode: name.optional() })], {
  error: 'a script, or { script: NAME, mode: NAME }',
});

const common = {
  title: text.optional(),
  symptoms: list(text).default([]),
  severity: severity.optional(),
  ladder: ladder.optional(),
  restricted: z.boolean({ error: 'true or false' }).optional(),
  look: list(text).default([]),
  byHand: list(text).default([]),
  health: list(name).default([]),
  inPod: list(name).default([]),
  podMetrics: list(name).default([]),
  metrics: list(name).default([]),
  scripts: list(calledScript).default([]),
  mitigations: list(name).default([]),
};

const runbook = mapping(common).optional();

/** Connections of an application: of each of its client addresses. */
const pool = mapping({
  application: text.optional(),
  user: text.optional(),
  size: numberBetween(1, 10_000).int('a whole number'),
}).refine(({ application, user }) => application !== undefined || user !== undefined, {
  error: '"application" or "user": whose sessions are of the pool?',
});

export const databaseIssues = mapping({
  ...common,
  database: name,
  connectionsWarnAt: numberBetween(1, 100).optional(),
  idleAfter: duration.optional(),
  idleInTransactionAfter: duration.optional(),
  longQueryAfter: duration.optional(),
  slowQueryAfter: duration.optional(),
  alsoAsk: list(choice(['sizes', 'pools', 'integrity'])).default([]),
  sizeWarnAt: amount('50Gi').optional(),
  pools: list(pool).default([]),
});

const percent = numberBetween(1, 100);

export const cacheIssues = mapping({
  ...common,
  cache: name.optional(),
  memoryWarnAt: percent.optional(),
  clientsWarnAt: percent.optional(),
  hitRateBelow: percent.optional(),
  neverExpireAbove: percent.optional(),
  slowAfterMs: numberBetween(1, 60_000).optional(),
  recent: duration.optional(),
});

export const messageBrokerIssues = mapping({
  ...common,
  broker: name.optional(),
  lagAbove: numberBetween(0, 1_000_000_000).optional(),
  consumers: z.record(text, name, { error: 'groups and the workloads that consume' }).optional(),
});

/** The procedures of a document, by the workflow that follows them. */
export const runbookEntries = mapping({
  applicationOutage: runbook,
  databaseIssues: databaseIssues.optional(),
  highErrorRate: runbook,
  performanceDegradation: runbook,
  highMemory: runbook,
  highCpu: runbook,
  cacheIssues: cacheIssues.optional(),
  messageBrokerIssues: messageBrokerIssues.optional(),
  diskSpace: runbook,
  certificateExpiry: runbook,
  securityIncident: runbook,
  serviceRecovery: runbook,
  databaseRecovery: mapping({ ...common, database: name.optional() }).optional(),
  cacheRecovery: cacheIssues.optional(),
  generalIncident: runbook,
}).default({});
