import type { Finding } from '../contract/findings.ts';
import { severities } from '../contract/profile.ts';
import type { Incident } from '../incident/incident.ts';
import { suggestSeverity } from '../incident/severity.ts';

/**
 * Suggests the severity that the file gives to the share of failed requests; a lower one than the incident has only
 * while the system answers, and not once something was changed.
 */
export function suggestSeverityByErrors(
  incident: Incident,
  found: Record<string, Finding> & { health: Finding },
): void {
  const { severities: from, errorsAbove } = incident.profile.prometheus?.requests?.limits ?? {};
  const ratio = found['error ratio'];
  if (!from || errorsAbove === undefined || !ratio || ratio.verdict === 'unknown') return;
  const shares = (ratio.evidence ?? []).map(({ errorPercent }) => Number(errorPercent));
  const most = Math.max(...shares);
  // What is above the limit and has not lasted counts as just below it.
  const counts = ratio.verdict === 'sick' ? most : Math.min(most, errorsAbove);
  const severity = severities.find((each) => counts > (from[each] ?? Number.POSITIVE_INFINITY));
  if (severity === undefined) return;
  const lower = severities.indexOf(severity) > severities.indexOf(incident.state.severity);
  if (lower && (found.health.verdict !== 'well' || incident.round > 1)) return;
  suggestSeverity(
    incident,
    severity,
    `${most} % of the requests fail, and from ${from[severity]} % on the file calls it that`,
  );
}
