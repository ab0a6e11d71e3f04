import type { Finding } from '../contract/findings.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { RunbookName } from '../contract/runbooks.ts';
import type { Checks } from './activities.ts';

/** Checks of services beside the system. */
type Outside = 'externalDependencies' | 'recentCommits' | 'elasticsearchErrors' | 'sentryIssues';

/** The runbooks that ask them, where the file says what to ask. */
export const runbooksThatAsk: Record<Outside, readonly RunbookName[]> = {
  externalDependencies: ['highErrorRate', 'applicationOutage', 'performanceDegradation', 'generalIncident'],
  recentCommits: [
    'highErrorRate',
    'applicationOutage',
    'performanceDegradation',
    'highMemory',
    'highCpu',
    'generalIncident',
  ],
  elasticsearchErrors: ['highErrorRate', 'applicationOutage', 'generalIncident'],
  sentryIssues: ['highErrorRate', 'applicationOutage', 'generalIncident'],
};

/** What their findings are called. */
export const outsideNames = {
  dependencies: 'external dependencies',
  commits: 'commits',
  logged: 'logged errors',
  issues: 'sentry issues',
} as const;

/** What services beside the system know of its trouble. */
export function outsideQuestions({
  runbook,
  dependencies,
  repository,
  elasticsearch,
  sentry,
}: SystemProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  const asks = (check: Outside) => runbooksThatAsk[check].includes(runbook.name);
  return {
    ...(dependencies && asks('externalDependencies')
      ? { [outsideNames.dependencies]: (ask: Checks) => ask.externalDependencies({ dependencies }) }
      : {}),
    ...(repository && asks('recentCommits')
      ? { [outsideNames.commits]: (ask: Checks) => ask.recentCommits({ repository }) }
      : {}),
    ...(elasticsearch && asks('elasticsearchErrors')
      ? { [outsideNames.logged]: (ask: Checks) => ask.elasticsearchErrors(elasticsearch) }
      : {}),
    ...(sentry && asks('sentryIssues')
      ? { [outsideNames.issues]: (ask: Checks) => ask.sentryIssues(sentry) }
      : {}),
  };
}
