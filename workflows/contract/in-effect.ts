import type { IncidentView } from './incident.ts';

/** The changes that are in effect, newest first, each with the command that takes it back while the incident is open. */
export function inEffectLines({
  incident,
  inEffect,
  endedAt,
}: Pick<IncidentView, 'incident' | 'inEffect' | 'endedAt'>): string[] {
  return inEffect.toReversed().map(({ plan, title, temporary }) => {
    const says = `In effect: plan ${plan}, ${title}${temporary ? ' (temporary)' : ''}`;
    return endedAt ? says : `${says}. Take it back: mayday undo ${incident} --plan ${plan} --as NAME`;
  });
}
