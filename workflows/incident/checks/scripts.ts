import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { Finding } from '../../contract/findings.ts';
import { heartbeats } from '../../contract/heartbeats.ts';
import { oneLine } from '../../contract/one-line.ts';
import { aroundScript, type ScriptChecks, type ScriptQuestion } from '../../contract/scripts.ts';
import { abandonable } from '../asking.ts';

export function scriptChecks(checks: ActivityInterfaceFor<ScriptChecks>) {
  return {
    runScript: (question: ScriptQuestion): Promise<Finding> => {
      const { title, timeout } = question.script;
      return abandonable(() =>
        checks.runScript.executeWithOptions(
          {
            summary: oneLine(`${title}?`),
            startToCloseTimeout: timeout + aroundScript,
            scheduleToCloseTimeout: 2 * (timeout + aroundScript),
            heartbeatTimeout: heartbeats.script,
            retry: { initialInterval: '1 s', maximumAttempts: 2 },
          },
          [question],
        ),
      );
    },
  };
}
