import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { Finding } from '../../contract/findings.ts';
import type { ScriptChecks, ScriptQuestion } from '../../contract/scripts.ts';
import { abandonable } from '../asking.ts';

/** ms beyond a script's own time-out: to start it, and to end what it leaves behind. */
const around = 15_000;

export function scriptChecks(checks: ActivityInterfaceFor<ScriptChecks>) {
  return {
    runScript: (question: ScriptQuestion): Promise<Finding> => {
      const { title, timeout } = question.script;
      return abandonable(() =>
        checks.runScript.executeWithOptions(
          {
            summary: `${title}?`.slice(0, 190),
            startToCloseTimeout: timeout + around,
            scheduleToCloseTimeout: 2 * (timeout + around),
            heartbeatTimeout: '10 s',
            retry: { initialInterval: '1 s', maximumAttempts: 2 },
          },
          [question],
        ),
      );
    },
  };
}
