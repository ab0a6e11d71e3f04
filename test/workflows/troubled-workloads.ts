import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { RunbookName } from '../../workflows/contract/runbooks.ts';
import type { Play } from '../harness/play.ts';
import { type Documented, staffedSystems } from '../harness/staffed-systems.ts';
import type { Stage } from '../harness/stage.ts';
import type { Trouble } from '../harness/world-cluster.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'mayday-staffed-'));
/** A folder of catalogue files, for as long as the tests run. */
export const systems = await staffedSystems(folder);
after(() => rm(folder, { recursive: true }));

/** What is wrong with which workload of a system, and what is offered then, in this order. */
export type Case = [Documented, workload: string, Trouble, offered: [string, ...string[]]];

/** Opens an incident of a system whose workload is in trouble. */
export async function begin(
  stage: Stage,
  runbook: RunbookName,
  [system, workload, trouble]: Case | [Documented, string, Trouble],
): Promise<Play> {
  stage.world.reset();
  stage.world.idle.clear();
  stage.world.cluster.troubles.set(workload, trouble);
  return await stage.alert({ system }, runbook);
}

/** What is offered as a plan. */
export async function offered(incident: Play, plan: number): Promise<string | undefined> {
  return (await incident.asked(plan)).pending?.mitigation;
}
