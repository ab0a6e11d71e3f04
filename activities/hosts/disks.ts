import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { bytesInWords, counted } from '../amounts.ts';
import { checkHost, failureOf } from './failures.ts';
import { type FileSystem, fileSystems, fullness } from './file-systems.ts';
import type { Machine } from './machine.ts';

/** How full the file systems of a host are, as `df -h` and `df -i` say. */
export function hostDisks(machine: Machine): PoolActivities['hostDisks'] {
  return ({ host, above }) =>
    checkHost('disks', async () => {
      const found = await fileSystems(machine);
      const [fullest] = found;
      if (!fullest) {
        throw failureOf({
          trouble: 'missing',
          says: `The worker of ${host.id} sees no file system that could fill up: see MAYDAY_HOST_ROOT.`,
        });
      }
      const full = found.filter((each) => fullness(each) > above);
      return {
        verdict: full.length > 0 ? 'sick' : 'well',
        says:
          full.length > 0
            ? `${full.length} of ${counted(found.length, 'file system')} of ${host.id} more than ${above} % full: ${full.slice(0, 3).map(inWords).join('; ')}.`
            : `${counted(found.length, 'file system')} of ${host.id}, none more than ${above} % full; the fullest is ${inWords(fullest)}.`,
        evidence: found.slice(0, 20).map(({ mount, source, type, size, free, percent, filesPercent }) => ({
          mount,
          source,
          type,
          size: bytesInWords(size),
          free: bytesInWords(free),
          percent,
          filesPercent,
        })),
      };
    });
}

/** `/var (/dev/vda2) with 97 %, 1.2 GB free` */
export function inWords(fileSystem: FileSystem): string {
  const { mount, source, percent, filesPercent, free } = fileSystem;
  const files =
    filesPercent !== null && filesPercent > percent ? ` and ${filesPercent} % of its inodes taken` : '';
  return `${mount} (${source}) with ${percent} %, ${bytesInWords(free)} free${files}`;
}
