import type { RestoreDatabase } from '../contract/backups.ts';
import type { Finding } from '../contract/findings.ts';
import { type Mitigation, partsOf, type SingleMitigation, targetIds } from '../contract/mitigations.ts';
import type { SystemProfile } from '../contract/profile.ts';
import { aroundScript } from '../contract/scripts.ts';
import type { Checks } from './activities.ts';
import type { Incident } from './incident.ts';

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

function timesIn(part: SingleMitigation): number[] {
  if (part.action === 'script.run') return [part.script.timeout];
  return part.action === 'postgres.restore' ? [listTime(part), part.dump.timeout, part.script.timeout] : [];
}

/** ms that it may take to list backups; nothing where no script does. */
export function listTime({ backups }: Pick<RestoreDatabase, 'backups'>): number {
  return backups.kind === 'script' ? backups.script.timeout : 0;
}

/** ms that the scripts of a change may take in all; none where it runs none. */
export function timeOfScripts(mitigation: Mitigation): number | undefined {
  const times = partsOf(mitigation).flatMap((part) => timesIn(part).map((ms) => ms + aroundScript));
  return times.length > 0 ? times.reduce((sum, each) => sum + each, 0) : undefined;
}

/** What a script does not look at itself: what this incident has done to the same things before; empty for other changes. */
export function doneBefore({ timeline, profile }: Incident, mitigation: Mitigation): string {
  if (timeOfScripts(mitigation) === undefined) return '';
  const own = targetIds(mitigation);
  const done = new Set(
    timeline.flatMap(({ fact }) =>
      fact.kind === 'applied' || fact.kind === 'outcome unknown' ? fact.plan : [],
    ),
  );
  const before = timeline.flatMap(({ fact }) => {
    if (fact.kind !== 'planned' || !done.has(fact.plan.id)) return [];
    const other = profile.mitigations.find(({ name }) => name === fact.plan.mitigation);
    const shared = other ? targetIds(other).filter((id) => own.includes(id)) : [];
    return shared.length > 0 ? `plan ${fact.plan.id} (${fact.plan.title})` : [];
  });
  return before.length === 0
    ? ''
    : ` This incident has worked on the same already: ${before.join(', ')}. Done once more, it may undo that or do it twice.`;
}
