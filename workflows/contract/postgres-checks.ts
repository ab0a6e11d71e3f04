import type { ConnectionPool } from './databases.ts';
import type { Finding } from './findings.ts';
import type { PostgresTarget } from './profile.ts';

/** What a check of one database needs. */
interface DatabaseQuestion {
  database: PostgresTarget;
}

/** Sessions of one application or user; of all but ours without either. */
export interface ApplicationQueries extends DatabaseQuestion {
  application?: string;
  user?: string;
  /** ms */
  within: number;
}

/** Questions to databases. Each throws `TargetUnreachable` only when nothing could be asked. */
export interface PostgresChecks {
  /** Can we get in at all? Tells credentials, TLS, unreachable and "too many clients" apart. */
  postgresConnectivity(question: DatabaseQuestion): Promise<Finding>;
  /** Sessions by state against the usable connections; sick from `warnAt` percent. */
  postgresConnections(question: DatabaseQuestion & { warnAt: number }): Promise<Finding>;
  /** `max_connections`, what is reserved, and what is left for applications. */
  postgresLimits(question: DatabaseQuestion): Promise<Finding>;
  /** Sessions idle for longer than `longerThan` ms, oldest first. */
  postgresIdleSessions(question: DatabaseQuestion & { longerThan: number }): Promise<Finding>;
  /** Transactions of the database in which nothing has happened for longer than `longerThan` ms, oldest first. */
  postgresIdleInTransaction(question: DatabaseQuestion & { longerThan: number }): Promise<Finding>;
  /** Queries of the database that have been running for longer than `longerThan` ms, with what each waits for. */
  postgresLongQueries(question: DatabaseQuestion & { longerThan: number }): Promise<Finding>;
  /** Statements that take longer than `longerThan` ms on average, where pg_stat_statements is installed. */
  postgresSlowQueries(question: DatabaseQuestion & { longerThan: number }): Promise<Finding>;
  /** Who waits for a lock, and who holds it; sick when somebody waits for longer than the server's `deadlock_timeout`. */
  postgresLocks(question: DatabaseQuestion): Promise<Finding>;
  /** How large the databases and the largest tables are; sick from `warnAt` bytes of the database. */
  postgresSizes(question: DatabaseQuestion & { warnAt?: number }): Promise<Finding>;
  /** Who holds the database's connections, by client; sick where one uses all that its pool has. */
  postgresPools(question: DatabaseQuestion & { pools: ConnectionPool[] }): Promise<Finding>;
  /** Whether an application, or any, had an answer from the database within `within` ms; sick without any session of it. */
  postgresQueries(question: ApplicationQueries): Promise<Finding>;
  /**
   * Whether the database is whole, as far as it tells itself within 3 s: indexes, foreign keys, checksums; sick with
   * anything broken. Statistics that are missing or old are said.
   */
  postgresIntegrity(question: DatabaseQuestion): Promise<Finding>;
}
