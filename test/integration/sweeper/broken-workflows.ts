import { condition, continueAsNew } from '@temporalio/workflow';
import type { RunbookInput } from '../../../workflows/contract/input.ts';

export * from '../../../workflows/index.ts';
export { default } from '../../../workflows/index.ts';

/** A worker's bug: takes the place of the real runbook. */
export async function generalIncident(): Promise<never> {
  throw new TypeError('a bug of this worker');
}

/** The same of the keeper that holds alerts. */
export async function maintenance(): Promise<never> {
  throw new TypeError('a bug of this worker');
}

/** Goes on as another incident at once, as one does that an alert reaches while it closes; then waits for ever. */
export async function databaseIssues(input: RunbookInput): Promise<void> {
  if (input.key) await condition(() => false);
  await continueAsNew<typeof databaseIssues>({ ...input, key: `after-${input.group}` });
}
