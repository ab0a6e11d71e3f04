import type { Finding } from '../contract/findings.ts';
import { type Mitigation, partsOf } from '../contract/mitigations.ts';
import type { SystemProfile } from '../contract/profile.ts';
import { aroundScript } from '../contract/scripts.ts';
import type { Checks } from './activities.ts';

/** The scripts that the file has a runbook run to look, beside the checks of its story. */
export function scriptQuestions({
  runbook,
}: SystemProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  return Object.fromEntries(
    (runbook.scripts ?? []).map((script) => [
      `script ${script.name}${script.mode ? ` ${script.mode}` : ''}`,
      (ask: Checks) => ask.runScript({ script }),
    ]),
  );
}

/** ms that the scripts of a change may take in all; none where it runs none. */
export function timeOfScripts(mitigation: Mitigation): number | undefined {
  const times = partsOf(mitigation).flatMap((part) =>
    part.action === 'script.run' ? part.script.timeout + aroundScript : [],
  );
  return times.length > 0 ? times.reduce((sum, each) => sum + each, 0) : undefined;
}
