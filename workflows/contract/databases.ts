import type { ClusterTarget, WorkloadTarget } from './kubernetes.ts';
import type { MitigationTerms } from './mitigations.ts';
import type { PostgresTarget } from './profile.ts';

/** The pool of connections of an application, as the catalogue names it: of each client address, so of each pod. */
export interface ConnectionPool {
  /** The `application_name` of its sessions; absent = any. */
  application?: string;
  /** The role it logs in with; absent = any. */
  user?: string;
  /** Connections that one client address may hold. */
  size: number;
}

/** What a runbook asks its database beside what every database is asked. */
export interface DatabaseLooks {
  /** `warnAt`: bytes of the database. */
  sizes?: { warnAt?: number };
  /** Empty where the file names no pools: then who holds connections is looked at, and nothing is judged. */
  pools?: ConnectionPool[];
  integrity?: true;
}

/** Lets more connections into a server, which counts from its restart on. */
export interface SetMaxConnections extends MitigationTerms {
  action: 'postgres.setMaxConnections';
  target: PostgresTarget;
  value: number;
  /** The most that is ever set. */
  ceiling: number;
  /** Of `restarts`; absent = the worker's own cluster. */
  cluster?: ClusterTarget;
  /** What the server runs on; empty where a person has to restart it. */
  restarts: WorkloadTarget[];
}
