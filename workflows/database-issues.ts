import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import { type Mitigation, partsOf, type SessionState } from './contract/profile.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import { type Offered, offerInTurn } from './incident/mitigation.ts';
import { suggestSeverity } from './incident/severity.ts';

/** Database connection failures: who holds the connections, and may the idle ones be ended? (000, 002, 003 §3, 004 §2) */
export async function databaseIssues(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('databaseIssues', input, freeConnections);
}

async function freeConnections(incident: Incident): Promise<Offered | 'nothing left'> {
  const { database } = incident;
  const { connectionsWarnAt: warnAt, ...longerThan } = incident.profile.runbook;

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
    health: incident.health,
  });

  const shortOfConnections = found.connections.verdict === 'sick' || found.connectivity.verdict === 'sick';
  const sickSessions: Record<SessionState, boolean> = {
    idle: shortOfConnections && found.idleSessions.verdict === 'sick',
    'idle in transaction': found.idleInTransaction.verdict === 'sick',
    active: found.longQueries.verdict === 'sick',
  };
  const calledFor = (mitigation: Mitigation) =>
    partsOf(mitigation).some((part) =>
      part.action === 'postgres.terminateSessions' ? sickSessions[part.sessions.state] : shortOfConnections,
    );
  if (found.health.verdict === 'sick') suggestSeverity(incident, 'P0', 'the service does not answer');
  return await offerInTurn(incident, incident.mitigations.filter(calledFor));
}
