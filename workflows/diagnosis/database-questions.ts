import type { Finding } from '../contract/findings.ts';
import type { PostgresTarget, RunbookProfile } from '../contract/profile.ts';
import type { Checks } from '../incident/activities.ts';

/** What the file has a database asked beside what every database is asked. */
export function databaseQuestions(
  database: PostgresTarget,
  { databaseLooks: { sizes, pools, integrity } = {} }: RunbookProfile,
): Record<string, (ask: Checks) => Promise<Finding>> {
  return {
    ...(sizes ? { sizes: (ask: Checks) => ask.postgresSizes({ database, ...sizes }) } : {}),
    ...(pools ? { pools: (ask: Checks) => ask.postgresPools({ database, pools }) } : {}),
    ...(integrity ? { integrity: (ask: Checks) => ask.postgresIntegrity({ database }) } : {}),
  };
}
