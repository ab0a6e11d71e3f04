/** The workflow types that the worker runs, with what each is for. */
export const runbooks = {
  applicationOutage: 'Nobody can use the application',
  databaseIssues: 'Database connections, sessions and locks',
  highErrorRate: 'Too many requests fail',
  performanceDegradation: 'Answers take too long',
  highMemory: 'Pods run out of memory',
  highCpu: 'Pods run out of CPU',
  cacheIssues: 'The cache is gone, full or wrong',
  messageBrokerIssues: 'Messages are not delivered or not read',
  diskSpace: 'A disk is nearly full',
  certificateExpiry: 'A certificate has expired or soon will',
  securityIncident: 'Somebody may have got in',
  serviceRecovery: 'Start the services again and see that they are well',
  databaseRecovery: 'Restore a database and see that it is whole',
  cacheRecovery: 'Empty the cache and fill it again',
  generalIncident: 'Coordination of anything that has no runbook of its own',
} as const;

export type RunbookName = keyof typeof runbooks;

export function isRunbook(name: string): name is RunbookName {
  return Object.hasOwn(runbooks, name);
}
