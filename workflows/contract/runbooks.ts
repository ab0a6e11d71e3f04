/** The workflow types that the worker runs, with what each is for. */
export const runbooks = {
  databaseIssues: 'Database connections, sessions and locks',
  generalIncident: 'Coordination of anything that has no runbook of its own',
} as const;

export type RunbookName = keyof typeof runbooks;

export function isRunbook(name: string): name is RunbookName {
  return Object.hasOwn(runbooks, name);
}
