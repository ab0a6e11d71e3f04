import type { Catalogue } from '../../../systems/catalogue.ts';
import type { Temporal } from '../../temporal.ts';
import { neededQueues, type PolledQueue, polledQueue } from '../../workers.ts';
import { leftBehind } from './left-behind.ts';
import { bad, good, patience, type Verdict } from './report.ts';

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
  const queues = await Promise.all(needed.map((queue) => polledQueue(temporal, queue, patience)));
  const all = queues.flatMap(routed);
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

function routed({ queue, takes, pollers, current }: PolledQueue): Routed[] {
  return takes.map((kind) => ({
    queue,
    current: current[kind],
    polling: [...new Set((pollers[kind] ?? []).map(({ version }) => version))],
  }));
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
function splitVersion(version: string): [deployment: string, build: string] {
  const at = version.indexOf(':');
  return [version.slice(0, at), version.slice(at + 1)];
}
