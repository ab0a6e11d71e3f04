import { readServersConfig } from '../servers/config.ts';
import { tuning } from '../settings/tuning.ts';

/** What the environment says to the processes of the bare side. */
export interface BareConfig {
  temporal: string;
  /** As many as Mayday's worker keeps: read from the same variable, with the same default. */
  cachedWorkflows: number;
  hook: { port: number; token: string };
}

/** Read once by each of them. */
export function readBareConfig(from: NodeJS.ProcessEnv = process.env): BareConfig {
  return {
    temporal: from.TEMPORAL_ADDRESS ?? '',
    cachedWorkflows: tuning.MAYDAY_CACHED_WORKFLOWS.schema.parse(from.MAYDAY_CACHED_WORKFLOWS || undefined),
    hook: { port: Number(from.HOOK_PORT ?? 0), token: from.HOOK_TOKEN ?? '' },
  };
}

/** Runs that a worker keeps in memory where nobody says otherwise. */
export const cachedByDefault = readBareConfig({}).cachedWorkflows;

/** Whether the Temporal server is one that somebody else runs, with settings that nobody here knows. */
export function serverOfSomebodyElse(from: NodeJS.ProcessEnv = process.env): boolean {
  return readServersConfig(from).address('MAYDAY_TEMPORAL_ADDRESS') !== undefined;
}
