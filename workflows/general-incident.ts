import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import { coordinate } from './incident/coordinate.ts';
import { handleIncident } from './incident/life.ts';

/** Anything that has no runbook of its own, and where every alert that matches no route ends. */
export async function generalIncident(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('generalIncident', input, coordinate);
}
