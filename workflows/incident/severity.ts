import type { Severity } from '../contract/profile.ts';
import type { Incident } from './incident.ts';

/** The findings suggest another severity; a person decides. Said once for each. */
export function suggestSeverity(incident: Incident, severity: Severity, because: string): void {
  const { timeline, state, profile } = incident;
  const said = timeline.some(({ fact }) => fact.kind === 'severity suggested' && fact.severity === severity);
  if (said || severity === state.severity) return;
  const { label } = profile.severities[severity];
  incident.announce({ kind: 'severity suggested', severity, label, because });
}
