import type { InPodCommand } from '../workflows/contract/in-pod.ts';
import type { RunbookName } from '../workflows/contract/runbooks.ts';
import { defaultDiskUsed } from './defaults.ts';
import type { SystemFile } from './schema.ts';

/** A program of the file as a run knows it; undefined where it has none of that name. */
export function inPodCommand(
  { inPod, thresholds }: Pick<SystemFile, 'inPod' | 'thresholds'>,
  name: string,
): InPodCommand | undefined {
  const entry = Object.hasOwn(inPod, name) ? inPod[name] : undefined;
  if (!entry) return undefined;
  const { sickAbove, below } = thresholds.diskUsed ?? {};
  const { title, target: workload, container, command } = entry;
  const diskSickAbove = sickAbove ?? below ?? defaultDiskUsed;
  return { name, title, workload, ...(container ? { container } : {}), command, diskSickAbove };
}

/** What a runbook runs in pods, in its order. */
export function inPodCommands(
  system: SystemFile,
  runbook: RunbookName,
  assume: (says: string) => void,
): { inPod?: InPodCommand[] } {
  const { sickAbove, below } = system.thresholds.diskUsed ?? {};
  const given = sickAbove ?? below;
  const named = system.runbooks[runbook]?.inPod ?? [];
  const commands = named.flatMap((name) => inPodCommand(system, name) ?? []);
  const asksDisks = commands.some(({ command }) => command[0]?.split('/').at(-1) === 'df');
  if (asksDisks && given === undefined) {
    assume(`disks: the file does not say when one is too full, so above ${defaultDiskUsed} %`);
  }
  return commands.length > 0 ? { inPod: commands } : {};
}
