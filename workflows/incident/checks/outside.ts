import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { OutsideChecks } from '../../contract/outside-checks.ts';
import { asking } from '../asking.ts';

export function outsideChecks(checks: ActivityInterfaceFor<OutsideChecks>) {
  return {
    externalDependencies: asking(
      checks.externalDependencies,
      () => 'Is what the system needs outside in trouble?',
    ),
    elasticsearchErrors: asking(
      checks.elasticsearchErrors,
      ({ target }) => `Which errors does ${target.id} have?`,
    ),
    sentryIssues: asking(checks.sentryIssues, ({ target }) => `Which issues does ${target.id} have?`),
    recentCommits: asking(checks.recentCommits, () => 'What was committed of late?'),
  };
}
