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
