import { type Mitigation, partsOf } from '../contract/mitigations.ts';
import { cannotBeUntold } from '../contract/tellings.ts';
import type { Incident } from './incident.ts';

/** Whether it only tells people something: what follows it is no news of the system. */
export function onlyTells(mitigation: Mitigation | undefined): boolean {
  return mitigation !== undefined && partsOf(mitigation).every(({ action }) => tells(action));
}

/** Whether it tells people outside what cannot be untold. */
export function isForTheCommander(mitigation: Mitigation): boolean {
  return partsOf(mitigation).some(({ action }) => cannotBeUntold(action));
}

function tells(action: string): boolean {
  return action === 'statusPage.publish' || cannotBeUntold(action);
}

/** Why the public is not told, whoever asks for it. */
export function notForThePublic(
  { profile, target, state }: Incident,
  mitigation: Mitigation,
): string | undefined {
  for (const part of partsOf(mitigation)) {
    if (part.action !== 'statusPage.publish' && part.action !== 'x.post' && part.action !== 'mail.users')
      continue;
    if (profile.runbook.restricted) return 'the incident is restricted, and nothing of it is told outside';
    const { publicAt } = part;
    if (publicAt && !publicAt.includes(state.severity)) {
      const heard = publicAt.map((each) => profile.severities[each].label).join(' and ') || 'no severity';
      return `the public hears of ${heard} only, and this is ${target.label}`;
    }
  }
  return undefined;
}
