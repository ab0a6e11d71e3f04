import type { InPodCommand } from '../workflows/contract/in-pod.ts';
import type { RunbookName } from '../workflows/contract/runbooks.ts';
import { defaultDiskUsed } from './defaults.ts';
import type { SystemFile } from './schema.ts';

/** What a runbook runs in pods, in its order. */
export function inPodCommands(
  { inPod, runbooks, thresholds }: SystemFile,
  runbook: RunbookName,
  assume: (says: string) => void,
): { inPod?: InPodCommand[] } {
  const { sickAbove, below } = thresholds.diskUsed ?? {};
  const given = sickAbove ?? below;
  const commands = (runbooks[runbook]?.inPod ?? []).flatMap((name): InPodCommand[] => {
    const entry = inPod[name];
    if (!entry) return [];
    const { title, target: workload, container, command } = entry;
    const diskSickAbove = given ?? defaultDiskUsed;
    return [{ name, title, workload, ...(container ? { container } : {}), command, diskSickAbove }];
  });
  const asksDisks = commands.some(({ command }) => command[0]?.split('/').at(-1) === 'df');
  if (asksDisks && given === undefined) {
    assume(`disks: the file does not say when one is too full, so above ${defaultDiskUsed} %`);
  }
  return commands.length > 0 ? { inPod: commands } : {};
}
