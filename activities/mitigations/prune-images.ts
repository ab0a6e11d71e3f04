import type { PruneImages } from '../../workflows/contract/disks.ts';
import type { Applied, PlanTarget, Proposal } from '../../workflows/contract/plans.ts';
import { bytesInWords, counted } from '../amounts.ts';
import { inWords } from '../hosts/disks.ts';
import { fileSystemAt } from '../hosts/file-systems.ts';
import {
  danglingImages,
  deleteImage,
  type Image,
  imageStore,
  imagesInUse,
  namesOf,
} from '../hosts/images.ts';
import type { Machine } from '../hosts/machine.ts';
import type { Action, Order } from './action.ts';
import { deleteOneByOne } from './delete-one-by-one.ts';

const mostTargets = 20;
const mostPreviewed = 8;

/** Deletes the images that its plan lists while they have neither a name nor a container; never volumes, never by force. */
export function pruneImages(machine: Machine): Action<PruneImages> {
  return {
    observe: (mitigation) => observe(machine, mitigation),
    differences: (mitigation, { targets }) => differences(machine, mitigation, targets),
    rehearse: async (_, plan) => ({
      outcome: 'would apply',
      says: [`${counted(plan.targets.length, 'image')} would be deleted`],
    }),
    act: (order) => act(machine, order),
  };
}

async function observe(machine: Machine, { target }: PruneImages): Promise<Proposal | null> {
  const images = await danglingImages(machine, target);
  if (images.length === 0) return null;
  const fileSystem = await fileSystemAt(machine, await imageStore(machine, target));
  const chosen = images.slice(0, mostTargets);
  const more = chosen.length - mostPreviewed;
  const size = (of: Image[]) => bytesInWords(of.reduce((sum, each) => sum + each.size, 0));
  return {
    targets: chosen.map(planTarget),
    preview: [
      ...chosen.slice(0, mostPreviewed).map(({ id }) => `docker image rm ${id.slice(0, 19)}`),
      ...(more > 0 ? [`# and ${more} more`] : []),
    ],
    observed: [
      `${inWords(fileSystem)}.`,
      `${target.id} holds ${counted(images.length, 'image')} without a name and a container, at most ${size(images)}.`,
      ...(images.length > chosen.length
        ? [`The ${chosen.length} largest are in this plan, ${images.length - chosen.length} more are left.`]
        : []),
    ].join(' '),
    predicted: `At most ${size(chosen)} come back: less, where they share layers with others.`,
    blastRadius: `These ${counted(chosen.length, 'image')} and no other, and no volume; whoever wants one of them back has to build or pull it.`,
    undo: null,
  };
}

function planTarget({ id, created, size, was }: Image): PlanTarget {
  const title = `${id.slice(0, 19)} of ${created.slice(0, 10)}, ${bytesInWords(size)}${was ? `, once ${was}` : ''}`;
  return { id, title, state: { image: id, unnamed: true } };
}

/** What has a name or a container by now; an image that is gone is no reason to refuse. */
async function differences(
  machine: Machine,
  { target }: PruneImages,
  targets: readonly PlanTarget[],
): Promise<string[]> {
  const used = await imagesInUse(machine, target);
  const lines: string[] = [];
  for (const { id } of targets) {
    const because = whyKept(id, await namesOf(machine, target, id), used);
    if (because !== undefined) lines.push(`${id.slice(0, 19)} ${because}`);
  }
  return lines;
}

function whyKept(
  id: string,
  names: readonly string[] | undefined,
  used: ReadonlyMap<string, string>,
): string | undefined {
  if (names && names.length > 0) return `is called ${names.join(', ')} by now`;
  return used.has(id) ? `is what the container ${used.get(id)} is made of by now` : undefined;
}

async function act(machine: Machine, order: Order<PruneImages>): Promise<Applied> {
  const { mitigation, plan } = order;
  const host = mitigation.target;
  return await deleteOneByOne(order, {
    difference: await differences(machine, mitigation, plan.targets),
    because: 'images of the plan have got a name or a container since',
    nameOf: ({ id }) => id.slice(0, 19),
    isGone: async ({ id }) => (await namesOf(machine, host, id)) === undefined,
    async delete({ id }) {
      const names = await namesOf(machine, host, id);
      if (names === undefined) return 'gone';
      const kept = whyKept(id, names, await imagesInUse(machine, host));
      return kept === undefined ? await deleteImage(machine, host, id) : { kept };
    },
  });
}
