import type { Finding } from '../contract/findings.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Checks } from './activities.ts';

/** The scripts that the file has a runbook run to look, beside the checks of its story. */
export function scriptQuestions({
  runbook,
}: SystemProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  return Object.fromEntries(
    (runbook.scripts ?? []).map((script) => [
      script.mode ? `${script.name} ${script.mode}` : script.name,
      (ask: Checks) => ask.runScript({ script }),
    ]),
  );
}
