import type { DiskProfile, HostMitigation, HostTarget } from '../workflows/contract/disks.ts';
import type { DiskImprovement } from '../workflows/contract/mitigations.ts';
import { defaultDiskUsed, defaultImprovement } from './defaults.ts';
import { durationText } from './duration.ts';
import type { HostEntry } from './entries/host-mitigations.ts';
import type { SystemFile } from './schema.ts';

type Assume = (says: string) => void;

/** What a run needs of a mitigation of a host; `assume` hears what the file leaves open. */
export function hostMitigation(
  { targets, thresholds }: Pick<SystemFile, 'targets' | 'thresholds'>,
  name: string,
  entry: HostEntry,
  assume: Assume,
): HostMitigation {
  const { title, risk } = entry;
  const target = hostTarget(targets, entry.target);
  const improves = improvementOf(name, entry, target, thresholds, assume);
  const terms = { name, title, risk, target, asks: [], temporary: false, ...(improves ? { improves } : {}) };
  if (entry.action === 'containers.pruneImages') return { ...terms, action: entry.action };
  const { action, roots, pattern, olderThan } = entry;
  return { ...terms, action, roots, pattern, olderThan };
}

/** The hosts of a file, and from where on a disk is too full; `assume` hears what it leaves open. */
export function diskProfile(
  { targets, thresholds }: Pick<SystemFile, 'targets' | 'thresholds'>,
  assume: Assume,
): DiskProfile {
  const given = mostUsed(thresholds);
  if (given === undefined) {
    assume(`disks: the file does not say how full is too full, so more than ${defaultDiskUsed} %`);
  }
  const hosts = Object.entries(targets).flatMap(([id, { kind }]) =>
    kind === 'host' ? hostTarget(targets, id) : [],
  );
  return { hosts, above: given ?? defaultDiskUsed };
}

function improvementOf(
  mitigation: string,
  entry: HostEntry,
  target: HostTarget,
  thresholds: SystemFile['thresholds'],
  assume: Assume,
): DiskImprovement | undefined {
  const { improves } = entry;
  if (!improves) return undefined;
  if (improves.metric !== 'diskUsed') {
    assume(
      `${mitigation}: nothing measures ${improves.metric} of a host, so the health check says whether it helped`,
    );
    return undefined;
  }
  const { readings, every } = defaultImprovement;
  const { within = defaultImprovement.within } = improves;
  const window = improves.within === undefined ? ` within ${durationText(within)}` : '';
  assume(
    `${mitigation}: the file does not say how diskUsed is read, so ${readings} times in a row, every ${durationText(every)}${window}`,
  );
  const roots = entry.action === 'files.deleteOld' ? { roots: entry.roots } : {};
  return {
    metric: 'diskUsed',
    target,
    ...roots,
    below: mostUsed(thresholds) ?? defaultDiskUsed,
    within,
    readings,
    every,
  };
}

function mostUsed({ diskUsed }: SystemFile['thresholds']): number | undefined {
  return diskUsed?.sickAbove ?? diskUsed?.below;
}

function hostTarget(targets: SystemFile['targets'], id: string): HostTarget {
  const target = targets[id];
  if (target?.kind !== 'host') throw new Error(`The target ${id} passed the checks, but is no host`);
  const { kind, pool, containers } = target;
  return { id, kind, pool, ...(containers ? { containers } : {}) };
}
