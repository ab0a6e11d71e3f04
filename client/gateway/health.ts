import type { Client } from '@temporalio/client';
import type { Catalogue } from '../../systems/catalogue.ts';
import { askTemporal, temporalTrouble } from '../temporal.ts';

export interface Readiness {
  ready: boolean;
  /** What is missing; beside a ready gateway, the catalogue files that cannot be read. */
  reasons: string[];
}

/** Whether alerts can be taken now: Temporal answers within a second, and at least one system's file can be read. */
export async function readiness(client: Client, catalogue: Catalogue): Promise<Readiness> {
  const temporal = await askTemporal(client, 750).then(
    () => [],
    (error: unknown) => [temporalTrouble(error, client)],
  );
  const { readable, problems } = lookAt(catalogue);
  return { ready: temporal.length === 0 && readable, reasons: [...temporal, ...problems] };
}

/** One broken file concerns its own system only, and must not take the gateway away from the others. */
function lookAt(catalogue: Catalogue): { readable: boolean; problems: string[] } {
  try {
    const systems = catalogue.systems();
    const problems = catalogue.problems();
    if (systems.length === 0)
      problems.push('The catalogue has no system: MAYDAY_CATALOGUE names its folder.');
    return { readable: systems.some((system) => isReadable(catalogue, system)), problems };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { readable: false, problems: [`The catalogue cannot be read: ${because}`] };
  }
}

function isReadable(catalogue: Catalogue, system: string): boolean {
  try {
    catalogue.people(system);
    return true;
  } catch {
    return false;
  }
}
