import type { Incident } from './incident.ts';

/** Assess and coordinate: looks at the system's health, and leaves the rest to people. */
export async function coordinate(incident: Incident): Promise<'nothing left'> {
  await incident.diagnose({ health: incident.health });
  return 'nothing left';
}
