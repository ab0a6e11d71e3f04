import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { currentPriority } from './current-priority.ts';

/** Every activity goes at the priority that its incident has by then; without an incident, at that of its run. */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleActivity(input, next) {
        const priority = input.options.priority ?? currentPriority();
        return next(priority ? { ...input, options: { ...input.options, priority } } : input);
      },
    },
  ],
});
