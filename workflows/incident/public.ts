import { type Mitigation, partsOf } from '../contract/mitigations.ts';
import type { Incident } from './incident.ts';

/** Whether it only tells people something: what follows it is no news of the system. */
export function onlyTells(mitigation: Mitigation | undefined): boolean {
  return mitigation?.action === 'statusPage.publish';
}

/** Why the public is not told, whoever asks for it. */
export function notForThePublic(
  { profile, target, state }: Incident,
  mitigation: Mitigation,
): string | undefined {
  for (const part of partsOf(mitigation)) {
    if (part.action !== 'statusPage.publish') continue;
    if (profile.runbook.restricted) return 'the incident is restricted, and nothing of it is told outside';
    const { publicAt } = part;
    if (publicAt && !publicAt.includes(state.severity)) {
      return `the public hears of ${publicAt.map((each) => profile.severities[each].label).join(' and ')} only, and this is ${target.label}`;
    }
  }
  return undefined;
}
