import type { Catalogue } from '../../../systems/catalogue.ts';
import { type Temporal, withinDeadline } from '../../temporal.ts';
import { type NeededQueue, neededQueues } from '../../workers.ts';
import { leftBehind } from './left-behind.ts';
import { bad, good, patience, type Verdict } from './report.ts';

/** Temporal's number for a worker that is one of a version. */
const asVersion = 2;
const kinds = { workflows: 1, activities: 2 } as const;
/** ms; a long poll takes up to a minute. */
const freshFor = 75_000;

/** `mayday:0.2.0`; undefined = unversioned. */
export type VersionName = string | undefined;

/** Who takes the tasks of a queue, and where the server sends new ones. */
interface Routed {
  queue: string;
  /** The version that is current for it. */
  current: VersionName;
  polling: VersionName[];
}

/** Whether new runs reach a worker, and open runs that stay on their version have one. */
export async function versions(temporal: Temporal, catalogue: Catalogue): Promise<Verdict> {
  const needed = neededQueues(catalogue).filter(({ hostsOnly }) => !hostsOnly);
  const all = (await Promise.all(needed.map((queue) => routed(temporal, queue)))).flat();
  const polled = all.filter(({ polling }) => polling.length > 0);
  const alive = [...new Set(polled.flatMap(({ polling }) => polling))];
  const waiting = polled.filter(({ current, polling }) => !polling.includes(current));
  const left = await leftBehind(temporal, alive);
  const wrong = [...new Set(waiting.map(nobodyTakes)), ...left];
  if (wrong.length > 0) return bad(wrong.join('; '));
  const named = alive.filter((version) => version !== undefined);
  if (named.length === 0) return good('the workers are unversioned: any of them takes any run');
  const current = [...new Set(polled.map((queue) => queue.current ?? 'unversioned'))];
  return good(
    `new runs go to ${current.join(' and ')}; polling: ${alive.map((each) => each ?? 'unversioned').join(', ')}`,
  );
}

async function routed({ client, namespace }: Temporal, { queue, takes }: NeededQueue): Promise<Routed[]> {
  return await Promise.all(
    takes.map(async (kind) => {
      const { pollers, versioningInfo } = await withinDeadline(client, patience, () =>
        client.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: queue },
          taskQueueType: kinds[kind],
        }),
      );
      const fresh = (pollers ?? []).filter(
        ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 >= Date.now() - freshFor,
      );
      const current = versioningInfo?.currentDeploymentVersion;
      return {
        queue,
        current: current?.buildId ? `${current.deploymentName}:${current.buildId}` : undefined,
        polling: [
          ...new Set(
            fresh.map(({ deploymentOptions: of }) =>
              of?.workerVersioningMode === asVersion ? `${of.deploymentName}:${of.buildId}` : undefined,
            ),
          ),
        ],
      };
    }),
  );
}

function nobodyTakes({ queue, current, polling }: Routed): string {
  const [first] = polling.filter((version) => version !== undefined);
  const makeCurrent = first
    ? setCurrent(first)
    : 'temporal worker deployment set-current-version --deployment-name NAME --unversioned';
  return current === undefined
    ? `${queue}: no version is current, and what is new waits silently: ${makeCurrent}`
    : `${queue}: ${current} is current, and no worker of it polls: what is new waits silently. Start one, or ${makeCurrent}`;
}

function setCurrent(version: string): string {
  const [deployment, build] = splitVersion(version);
  return `temporal worker deployment set-current-version --deployment-name ${deployment} --build-id ${build}`;
}

/** A deployment's name has no colon. */
export function splitVersion(version: string): [deployment: string, build: string] {
  const at = version.indexOf(':');
  return [version.slice(0, at), version.slice(at + 1)];
}
