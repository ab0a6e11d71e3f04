import type { Severity, SeverityProfile } from '../workflows/contract/profile.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** What a severity is where no document says anything; shown as assumed. All but `label` and `reach` in ms. */
export const severityDefaults: Record<
  Severity,
  Omit<
    SeverityProfile,
    | 'examples'
    | 'approval'
    | 'approvalFixed'
    | 'promised'
    | 'responseSteps'
    | 'responseLadder'
    | 'resolutionLadder'
  >
> = {
  P0: { label: 'P0', response: 15 * minute, reach: 'page', updatesEvery: 30 * minute },
  P1: { label: 'P1', response: hour, reach: 'page', updatesEvery: 30 * minute },
  P2: { label: 'P2', response: 4 * hour, reach: 'notify' },
  P3: { label: 'P3', response: 24 * hour, reach: 'notify' },
};

/** Of a runbook that names none. */
export const defaultSeverity: Severity = 'P1';

/** Percent of the usable connections. */
export const defaultConnectionsWarnAt = 80;

/** ms, of document 003. */
export const defaultIdleAfter = 30 * minute;

/** ms */
export const defaultIdleInTransactionAfter = 5 * minute;

/** ms, of document 002, Database Issues. */
export const defaultLongQueryAfter = 5 * minute;

/** ms, of document 003, Database Issues. */
export const defaultSlowQueryAfter = 5 * second;

/** ms */
export const defaultVerification = { probes: 3, every: 2 * second };

/** ms */
export const defaultStability = { window: 30 * minute, every: minute };

/** Of an alert, within so many ms: more changes between firing and resolved, and it flaps. */
export const flappingRule = { changes: 4, within: 15 * minute };

/** ms that two incidents may begin apart of which the one explains the other. */
export const defaultExplainsWithin = 15 * minute;

/** ms */
export const defaultImprovement = { within: 2 * minute, readings: 3, every: 10 * second };

/** Percent of the memory or CPU that it may have, below which a container counts as having room. */
export const defaultUsedBelow = 80;

/** Percent of the `maxmemory` of a Redis. */
export const defaultRedisMemoryWarnAt = 90;

/** Percent of the `maxclients` of a Redis. */
export const defaultClientsWarnAt = 90;

/** Percent of the lookups in a cache that find something. */
export const defaultHitRateBelow = 50;

/** Percent of the keys of a cache that have no time to live. */
export const defaultNeverExpireAbove = 50;

/** ms, of document 001, Log Analysis; a commit younger than that may have to do with the trouble. */
export const defaultRecentCommits = 2 * hour;

/** Of document 002, Information Gathering. */
export const defaultCommitsShown = 10;

/** ms that an answer of something outside takes. */
export const defaultDependencySlowAfter = 2 * second;

/** ms that an answer of a Redis takes. */
export const defaultRedisSlowAfter = 100;

/** ms back in which the slow log of a Redis is read. */
export const defaultRecentCommands = hour;

/** Messages of one topic that wait for a consumer group of a Kafka. */
export const defaultLagAbove = 1_000;

/** ms; a deploy younger than that may be to blame. */
export const defaultRecentDeploy = hour;

/** Percent of its time in which a container is held back by its CPU limit; CPUThrottlingHigh of kubernetes-mixin. */
export const defaultThrottledAbove = 25;

/** How requests are counted: the names of most client libraries, and of documents 003 and 004. */
export const defaultRequestSeries = {
  counter: 'http_requests_total',
  status: 'status',
  duration: 'http_request_duration_seconds',
  by: 'job',
};

/** ms over which a rate is taken, of document 003. */
export const defaultRateWindow = 5 * minute;

/** ms over which it is taken to see whether a change helped: what was before it is forgotten as soon. */
export const improvementWindow = minute;

/** Percent of the requests that are answered with 5xx, of documents 001 and 002. */
export const defaultErrorsAbove = 5;

/** ms within which 95 % of the requests are answered, of document 001. */
export const defaultLatencyP95 = 2 * second;

/** ms before its end. */
export const defaultCertificateExpiry = 14 * 24 * hour;

/** Percent above which a file system is too full. */
export const defaultDiskUsed = 90;

/** Percent of its limit from where on a container counts as short of memory or CPU. */
export const defaultUsedWarnAt = 90;

/** ms back in which errors are looked for. */
export const defaultRecentErrors = hour;

/** ms that a script which only looks may take. */
export const defaultLookTimeout = minute;

/** ms that any other script may take. */
export const defaultScriptTimeout = 10 * minute;

/** How often in a row a service is asked for its response times; document 002, Performance Verification. */
export const defaultRequests = 10;

/** ms back in which errors count after a change; document 002, Performance Verification. */
export const defaultErrorsSince = 5 * minute;

/** ms within which an application must have had an answer from its database. */
export const defaultAnsweredWithin = minute;
