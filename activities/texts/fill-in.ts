import { ApplicationFailure } from '@temporalio/common';
import { fillIn } from '../../systems/templates.ts';
import type { CoordinationActivities } from '../../workflows/contract/activities.ts';
import { final } from '../../workflows/contract/failures.ts';

/** Fills templates in. @throws ApplicationFailure `InvalidInput` for one that cannot be */
export function fillInTemplates(): CoordinationActivities['fillIn'] {
  return async ({ templates, words }) => {
    try {
      const filled = Object.entries(templates).map(([name, template]) => [name, fillIn(template, words)]);
      return Object.fromEntries(filled);
    } catch (error) {
      const { message } = error as Error;
      throw ApplicationFailure.nonRetryable(
        `A template of the file cannot be filled in: ${message}`,
        final.invalidInput,
      );
    }
  };
}
