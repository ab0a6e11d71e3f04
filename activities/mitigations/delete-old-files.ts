import { dirname } from 'node:path';
import type { DeleteOldFiles } from '../../workflows/contract/disks.ts';
import type { Applied, Plan, PlanTarget, Proposal } from '../../workflows/contract/plans.ts';
import { bytesInWords, counted, durationInWords } from '../amounts.ts';
import { freed } from '../hosts/deletable.ts';
import { deleteFile, type ListedFile, lookAt, mayDelete, type Now } from '../hosts/delete-file.ts';
import { inWords } from '../hosts/disks.ts';
import { failureOf, notPermitted } from '../hosts/failures.ts';
import { fileSystemAt } from '../hosts/file-systems.ts';
import { holders } from '../hosts/holders.ts';
import { isWithin, type Machine } from '../hosts/machine.ts';
import { fits, type OldFile, oldFiles } from '../hosts/old-files.ts';
import { rootAt } from '../hosts/roots.ts';
import type { Action, Order } from './action.ts';
import { deleteOneByOne } from './delete-one-by-one.ts';

const mostTargets = 200;
const mostPreviewed = 8;

/** Deletes the very files that its plan lists, below the catalogue's roots. See docs/decisions/0036. */
export function deleteOldFiles(machine: Machine): Action<DeleteOldFiles> {
  return {
    observe: (mitigation) => observe(machine, mitigation),
    differences: (mitigation, plan) => differences(machine, mitigation, plan),
    rehearse: async (_, plan) => ({
      outcome: 'would apply',
      says: [`${counted(plan.targets.length, 'file')} would be deleted`],
    }),
    act: (order) => act(machine, order),
  };
}

async function observe(machine: Machine, mitigation: DeleteOldFiles): Promise<Proposal | null> {
  const { files, gaps } = await oldFiles(machine, mitigation);
  if (files.length === 0) return null;
  const folders = new Map<string, boolean>();
  for (const { path } of files) {
    const folder = dirname(path);
    if (!folders.has(folder)) folders.set(folder, await mayDelete(machine, folder));
  }
  const ours = files.filter(({ path }) => folders.get(dirname(path)));
  const [first] = files;
  if (ours.length === 0) {
    throw failureOf({ trouble: 'not permitted', says: notPermitted(first?.path ?? '', 'deleted') });
  }
  return await proposal(machine, mitigation, { ours, barred: files.length - ours.length, gaps });
}

interface Found {
  ours: OldFile[];
  /** How many the worker may not delete. */
  barred: number;
  gaps: string[];
}

async function proposal(
  machine: Machine,
  { target, roots, pattern, olderThan }: DeleteOldFiles,
  { ours, barred, gaps }: Found,
): Promise<Proposal> {
  const chosen = ours.slice(0, mostTargets);
  const more = chosen.length - mostPreviewed;
  const [held, systems] = await Promise.all([
    holders(machine, chosen),
    Promise.all(roots.map((root) => fileSystemAt(machine, root))),
  ]);
  const disks = [...new Map(systems.map((each) => [each.mount, each])).values()];
  const named = chosen.filter(({ frees }) => frees === 0).length;
  const back = freed(chosen.filter(({ path }) => !held.has(path)));
  return {
    targets: chosen.map((file) => planTarget(file, held.get(file.path))),
    preview: [
      ...chosen.slice(0, mostPreviewed).map(({ path }) => `rm -- ${quoted(path)}`),
      ...(more > 0 ? [`# and ${more} more`] : []),
    ],
    observed: [
      `${disks.map(inWords).join('; ')}.`,
      `Below ${roots.join(', ')} of ${target.id} ${ours.length === 1 ? 'is' : 'are'} ${counted(ours.length, 'file')} ${pattern} older than ${durationInWords(olderThan)}, ${bytesInWords(freed(ours))} in all.`,
      ...(ours.length > chosen.length
        ? [
            `The ${chosen.length} largest are in this plan (${bytesInWords(freed(chosen))}), ${ours.length - chosen.length} more are left.`,
          ]
        : []),
      ...(barred > 0 ? [`${barred} more the worker may not delete.`] : []),
      ...(held.size > 0
        ? [`${held.size} of them ${held.size === 1 ? 'is' : 'are'} open: ${openOnes(held)}.`]
        : []),
      ...gaps,
    ].join(' '),
    predicted: `${bytesInWords(back)} come back at once${held.size > 0 ? ', those of open files once they are closed' : ''}.${named > 0 ? ` ${named} of them ${named === 1 ? 'has another name and frees' : 'have another name and free'} nothing.` : ''}`,
    blastRadius: `These ${counted(chosen.length, 'file')} and no other, not one that is written meanwhile; what they hold is lost.`,
    undo: null,
  };
}

function planTarget(file: OldFile, holder: string | undefined): PlanTarget {
  const { path, device, inode, size, writtenAt } = file;
  return {
    id: path,
    title: `${path}, ${bytesInWords(size)} of ${writtenAt.slice(0, 10)}${holder ? `, open in ${holder}` : ''}`,
    state: { device, inode, size, writtenAt },
  };
}

function openOnes(held: Map<string, string>): string {
  const shown = [...held].slice(0, 3).map(([path, holder]) => `${path} in ${holder}`);
  return `${shown.join(', ')}${held.size > 3 ? ' and others' : ''}`;
}

/** As a shell reads it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function listed({ id, state }: PlanTarget): ListedFile {
  const { device, inode, size, writtenAt } = state;
  return {
    path: id,
    device: String(device),
    inode: String(inode),
    size: Number(size),
    writtenAt: String(writtenAt),
  };
}

/** A file that is gone is no reason to refuse. */
async function differences(
  machine: Machine,
  mitigation: DeleteOldFiles,
  { targets }: Pick<Plan, 'targets'>,
): Promise<string[]> {
  for (const root of mitigation.roots) await rootAt(machine, root);
  const lines: string[] = [];
  for (const target of targets) {
    const now = await lookAtTarget(machine, mitigation, target);
    if (now.is === 'other') lines.push(`${target.id} ${now.because}`);
  }
  return lines;
}

async function lookAtTarget(machine: Machine, mitigation: DeleteOldFiles, target: PlanTarget): Promise<Now> {
  const because = notMeant(mitigation, target);
  return because === undefined ? await lookAt(machine, listed(target)) : { is: 'other', because };
}

/** Whatever a plan lists, only what the catalogue means is deleted. */
function notMeant(
  { roots, pattern, olderThan }: DeleteOldFiles,
  { id, state }: PlanTarget,
): string | undefined {
  const name = id.slice(id.lastIndexOf('/') + 1);
  if (!roots.some((root) => isWithin(id, root))) return `is not below ${roots.join(', ')}`;
  if (!fits(name, pattern)) return `is no ${pattern}`;
  if (Date.parse(String(state.writtenAt).slice(0, 19).concat('Z')) > Date.now() - olderThan) {
    return `is not older than ${durationInWords(olderThan)}`;
  }
  return undefined;
}

async function act(machine: Machine, order: Order<DeleteOldFiles>): Promise<Applied> {
  const { mitigation, plan } = order;
  return await deleteOneByOne(order, {
    difference: await differences(machine, mitigation, plan),
    because: 'files of the plan are not as they were when it was made',
    nameOf: ({ id }) => id,
    isGone: async (target) => (await lookAt(machine, listed(target))).is === 'gone',
    async delete(target) {
      const now = await deleteFile(machine, listed(target));
      if (now.is === 'other') return { kept: now.because };
      return now.is === 'gone' ? 'gone' : 'deleted';
    },
  });
}
