import type { Finding } from './contract/findings.ts';
import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import { type Mitigation, partsOf, type SessionState } from './contract/mitigations.ts';
import type { SystemProfile } from './contract/profile.ts';
import { calledFor } from './diagnosis/called-for.ts';
import { clusterQuestions, narrowedTo, type Topic } from './diagnosis/cluster-questions.ts';
import { databaseQuestions } from './diagnosis/database-questions.ts';
import { symptomsOf } from './diagnosis/symptoms.ts';
import { applications, holdsData } from './diagnosis/workloads.ts';
import type { Checks } from './incident/activities.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import { type Offered, offerInTurn } from './incident/mitigation.ts';
import { suggestSeverity } from './incident/severity.ts';

/** Database connection failures: who holds the connections, and may the idle ones be ended? (000, 002, 003 §3, 004 §2) */
export async function databaseIssues(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('databaseIssues', input, freeConnections);
}

async function freeConnections(incident: Incident): Promise<Offered | 'nothing left'> {
  const { database, profile } = incident;
  const { connectionsWarnAt: warnAt, ...longerThan } = profile.runbook;

  const found = await incident.diagnose({
    connectivity: (ask) => ask.postgresConnectivity({ database }),
    connections: (ask) => ask.postgresConnections({ database, warnAt }),
    limits: (ask) => ask.postgresLimits({ database }),
    idleSessions: (ask) => ask.postgresIdleSessions({ database, longerThan: longerThan.idleAfter }),
    idleInTransaction: (ask) =>
      ask.postgresIdleInTransaction({ database, longerThan: longerThan.idleInTransactionAfter }),
    longQueries: (ask) => ask.postgresLongQueries({ database, longerThan: longerThan.longQueryAfter }),
    slowQueries: (ask) => ask.postgresSlowQueries({ database, longerThan: longerThan.slowQueryAfter }),
    locks: (ask) => ask.postgresLocks({ database }),
    ...databaseQuestions(database, profile.runbook),
    health: incident.health,
    ...aboutItsPods(profile),
  });

  const shortOfConnections = found.connections.verdict === 'sick' || found.connectivity.verdict === 'sick';
  const sickSessions: Record<SessionState, boolean> = {
    idle: shortOfConnections && found.idleSessions.verdict === 'sick',
    'idle in transaction': found.idleInTransaction.verdict === 'sick',
    active: found.longQueries.verdict === 'sick',
  };
  const inDatabase = (mitigation: Mitigation) =>
    partsOf(mitigation).some((part) => {
      if (part.action === 'postgres.terminateSessions') return sickSessions[part.sessions.state];
      return raises.includes(part.action) && shortOfConnections;
    });
  const { failing, shortOfMemory, shortOfCpu, erring } = symptomsOf(profile, found);
  const { pools }: Record<string, Finding> = found;
  const usedUp = pools?.verdict === 'sick' ? applications(profile) : [];
  const shortOfPool = shortOfConnections ? [] : [...new Set([...usedUp, ...erring])];
  const inCluster = calledFor(incident, {
    // A database that has crashed, and what holds its connections.
    'kubernetes.restart': [
      ...failing.filter((id) => holdsData(profile, id)),
      ...(shortOfConnections ? applications(profile) : []),
    ],
    'kubernetes.setResources': [...shortOfMemory, ...shortOfCpu],
    // A larger pool is of no use where the database itself is full.
    'kubernetes.setEnvironment': shortOfPool,
    'kubernetes.patchConfigMap': shortOfPool,
  });
  if (found.health.verdict === 'sick') suggestSeverity(incident, 'P0', 'the service does not answer');
  return await offerInTurn(
    incident,
    incident.mitigations.filter((each) => inDatabase(each) || inCluster.includes(each)),
  );
}

const raises = ['postgres.limitConnections', 'postgres.setMaxConnections'];

const asked: Topic[] = ['pods', 'logs', 'events', 'rollouts', 'memory', 'cpu', 'network policies'];

/** Of the workload that it runs on; where the file names none, of all. */
function aboutItsPods(profile: SystemProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  const { runsOn } = profile.runbook.database ?? {};
  return clusterQuestions(profile, asked, runsOn ? narrowedTo([runsOn], profile) : profile.kubernetes);
}
