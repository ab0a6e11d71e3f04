import type { Finding } from '../contract/findings.ts';
import { mayday } from '../contract/people.ts';
import { questionName } from './cluster-questions.ts';
import type { Incident } from './incident.ts';
import { isRecentDeploy, sickRows } from './symptoms.ts';

/** Says how long before the trouble something was rolled out, where it was: what people look for first. Once for each deploy. */
export function sayWhatWasDeployedBefore(incident: Incident, found: Record<string, Finding>): void {
  const { kubernetes = [] } = incident.profile;
  const began = beginning(incident);
  for (const scope of kubernetes) {
    const deploys = sickRows(found, 'rollouts', scope).filter((row) => isRecentDeploy(row, scope));
    for (const { workload, revision, images, at, cause } of deploys) {
      const before = began.at - Date.parse(`${at}`);
      if (before < 0) continue;
      const why = cause ? `, "${cause}"` : '';
      const text = `Revision ${revision} of ${workload} (${images}${why}) was rolled out ${minutes(before)} before ${began.what}: see ${questionName('rollouts', scope)}`;
      const said = incident.timeline.some(({ fact }) => fact.kind === 'noted' && fact.text === text);
      if (!said) incident.announce({ kind: 'noted', by: mayday, text });
    }
  }
}

/** The trouble began when the first of the alerts did that fire, as far as anybody can tell; epoch ms. */
function beginning({ state, openedAt }: Incident): { at: number; what: string } {
  const [first] = Object.values(state.firing).sort();
  return first === undefined
    ? { at: Date.parse(openedAt), what: 'the incident was opened' }
    : { at: Date.parse(first), what: 'the alert began' };
}

function minutes(ms: number): string {
  const count = Math.round(ms / 60_000);
  return `${count} minute${count === 1 ? '' : 's'}`;
}
