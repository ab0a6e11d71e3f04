import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { bytesInWords, counted } from '../amounts.ts';
import { inWords } from './disks.ts';
import { checkHost } from './failures.ts';
import { fileSystemAt, fullness } from './file-systems.ts';
import { danglingImages, imageStore } from './images.ts';
import type { Machine } from './machine.ts';

/** Images that nothing names any more, and whether deleting them would help. */
export function hostDanglingImages(machine: Machine): PoolActivities['hostDanglingImages'] {
  return ({ host, above }) =>
    checkHost('dangling images', async () => {
      const images = await danglingImages(machine, host);
      const fileSystem = await fileSystemAt(machine, await imageStore(machine, host));
      const size = images.reduce((sum, each) => sum + each.size, 0);
      return {
        verdict: images.length > 0 && fullness(fileSystem) > above ? 'sick' : 'well',
        says:
          images.length === 0
            ? `${host.id} holds no image without a name and a container.`
            : `${host.id} holds ${counted(images.length, 'image')} without a name and a container, at most ${bytesInWords(size)}, on ${inWords(fileSystem)}.`,
        evidence: images.slice(0, 20).map(({ id, created, size: bytes, was = null }) => ({
          image: id.slice(0, 19),
          was,
          created: created.slice(0, 19),
          size: bytesInWords(bytes),
        })),
      };
    });
}
