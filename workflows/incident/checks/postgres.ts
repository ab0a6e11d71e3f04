import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { PostgresChecks } from '../../contract/postgres-checks.ts';
import { asking } from '../asking.ts';

export function postgresChecks(checks: ActivityInterfaceFor<PostgresChecks>) {
  return {
    postgresConnectivity: asking(
      checks.postgresConnectivity,
      ({ database }) => `Can we get into ${database.id}?`,
    ),
    postgresConnections: asking(checks.postgresConnections, ({ database }) => `How full is ${database.id}?`),
    postgresLimits: asking(
      checks.postgresLimits,
      ({ database }) => `How many connections may ${database.id} have?`,
    ),
    postgresIdleSessions: asking(
      checks.postgresIdleSessions,
      ({ database }) => `Who holds ${database.id} idle?`,
    ),
    postgresIdleInTransaction: asking(
      checks.postgresIdleInTransaction,
      ({ database }) => `Who forgot a transaction in ${database.id}?`,
    ),
    postgresLongQueries: asking(
      checks.postgresLongQueries,
      ({ database }) => `What has been running for long in ${database.id}?`,
    ),
    postgresSlowQueries: asking(
      checks.postgresSlowQueries,
      ({ database }) => `Which statements are slow in ${database.id}?`,
    ),
    postgresLocks: asking(checks.postgresLocks, ({ database }) => `Who waits for whom in ${database.id}?`),
    postgresSizes: asking(checks.postgresSizes, ({ database }) => `How large is ${database.id}?`),
    postgresQueries: asking(
      checks.postgresQueries,
      ({ database }) => `Does ${database.id} answer its applications?`,
    ),
    postgresPools: asking(checks.postgresPools, ({ database }) => `Whose pool of ${database.id} is used up?`),
    postgresIntegrity: asking(checks.postgresIntegrity, ({ database }) => `Is ${database.id} whole?`),
  };
}
