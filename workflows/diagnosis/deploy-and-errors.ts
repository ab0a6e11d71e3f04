import type { Finding } from '../contract/findings.ts';
import { mayday } from '../contract/people.ts';
import type { Incident } from '../incident/incident.ts';
import { questionName } from './cluster-questions.ts';
import { isRecentDeploy, sickRows } from './symptoms.ts';

/** Says how long before the trouble something was rolled out, where it was: what people look for first. The last one of each workload, once. */
export function sayWhatWasDeployedBefore(incident: Incident, found: Record<string, Finding>): void {
  const { kubernetes = [] } = incident.profile;
  const began = beginning(incident);
  for (const scope of kubernetes) {
    const deploys = sickRows(found, 'rollouts', scope).filter(
      (row) => isRecentDeploy(row, scope) && Date.parse(`${row.at}`) <= began.at,
    );
    const latest = Map.groupBy(deploys, ({ workload }) => workload).values();
    for (const [deploy] of latest) {
      if (!deploy) continue;
      const { workload, revision, images, at, cause } = deploy;
      const before = began.at - Date.parse(`${at}`);
      const why = cause ? `, "${cause}"` : '';
      const text = `Revision ${revision} of ${workload} (${images}${why}) was rolled out ${inWords(before)} before ${began.what}: see ${questionName('rollouts', scope)}`;
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

function inWords(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
