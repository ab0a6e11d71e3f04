import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { DiskImprovement } from '../../workflows/contract/mitigations.ts';
import { inWords } from './disks.ts';
import { failureOf } from './failures.ts';
import { fileSystemAt, fullness } from './file-systems.ts';
import { imageStore } from './images.ts';
import type { Machine } from './machine.ts';

/** How full the fullest of the file systems is, in percent. */
export async function measureDisks(
  machine: Machine,
  { target, roots, below }: DiskImprovement,
): ReturnType<PoolActivities['measure']> {
  const places = roots ?? [await imageStore(machine, target)];
  const found = await Promise.all(places.map((place) => fileSystemAt(machine, place)));
  const [fullest] = found.sort((a, b) => fullness(b) - fullness(a));
  if (!fullest) throw failureOf({ trouble: 'missing', says: `No folder of ${target.id} is measured.` });
  const value = fullness(fullest);
  return { value, good: value <= below, says: `${inWords(fullest)}; at most ${below} % is good.` };
}
