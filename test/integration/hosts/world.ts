import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Machine } from '../../../activities/hosts/machine.ts';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import type { HostMitigation, HostTarget } from '../../../workflows/contract/disks.ts';
import type { Applied, Proposal } from '../../../workflows/contract/plans.ts';
import {
  type ApplyOrder,
  approval,
  type deps,
  keys,
  order,
  signed,
  twoApprovers,
} from '../postgres/approval.ts';
import { attempt } from '../postgres/world.ts';

const run = promisify(execFile);

export const day = 86_400_000;

/** Why no file system can be mounted here, or false. */
export async function withoutMount(): Promise<false | string> {
  try {
    const disk = await smallDisk();
    await disk.away();
    return false;
  } catch (error) {
    return `a small disk needs the right to mount one (CAP_SYS_ADMIN): ${(error as Error).message.split('\n')[0]}`;
  }
}

/** A file system of 8 MB. */
export interface SmallDisk {
  /** Where it is mounted. */
  place: string;
  /** A machine whose only file systems are those mounted in it; the disk is its `/disk`. */
  machine: Machine;
  away(): Promise<void>;
}

export async function smallDisk(options = 'size=8m'): Promise<SmallDisk> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'mayday-disk-')));
  const place = path.join(root, 'disk');
  await mkdir(place);
  await mounted(place, options);
  const letGo = () => {
    try {
      execFileSync('umount', ['-l', place], { stdio: 'ignore' });
    } catch {}
  };
  process.once('exit', letGo);
  return {
    place,
    machine: { root, own: [] },
    async away() {
      letGo();
      process.off('exit', letGo);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Mounts another file system, into a folder of a disk as well. */
export async function mounted(place: string, options = 'size=4m'): Promise<void> {
  await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]);
}

/** A file of so many bytes that was last written so many days ago. */
export async function fileOf(place: string, bytes: number, days = 0): Promise<string> {
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, Buffer.alloc(bytes, 'x'));
  const written = new Date(Date.now() - days * day);
  await utimes(place, written, written);
  return place;
}

export const host: HostTarget = { id: 'vps', kind: 'host', pool: 'vps' };

/** All that is needed of the access for changes of a host. */
export function accessTo(machine: Machine): Access {
  return { machine } as Access;
}

/** An order that two people have approved. */
export function approved(mitigation: HostMitigation, proposal: Proposal): ApplyOrder {
  const given = order(mitigation, proposal, { reason: 'the disk is full' });
  const [first] = given.approvals;
  if (!first) throw new Error('an order has an approval');
  const second = signed({ ...first.decision, actor: 'mallory', signature: undefined }, keys.mallory);
  return { ...given, approvals: [first, approval(second)] };
}

export async function apply(
  machine: Machine,
  given: ApplyOrder,
  {
    number = 1,
    details,
    change = {},
  }: { number?: number; details?: unknown; change?: Partial<typeof deps> } = {},
): Promise<Applied> {
  return await attempt({ number, details }).run(
    applyPlan({ ...twoApprovers, ...change }, accessTo(machine)),
    given,
  );
}

/** `done: …` of each effect. */
export function saysOf(applied: Applied): string[] {
  return applied.effects.map(({ outcome, says }) => `${outcome}: ${says}`);
}
