import { readFile, realpath, statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { failureOf, toFailure } from './failures.ts';
import { at, isWithin, type Machine, shown } from './machine.ts';

/** A file system that holds files of its own. */
export interface FileSystem {
  mount: string;
  /** What is mounted: `/dev/vda1`, `tmpfs`. */
  source: string;
  type: string;
  /** Bytes. */
  size: number;
  /** Bytes that others than root may still take. */
  free: number;
  /** As `df` counts it. */
  percent: number;
  /** Of its inodes; null where it has no fixed number of them. */
  filesPercent: number | null;
}

interface Mount {
  mount: string;
  device: string;
  type: string;
  source: string;
  readOnly: boolean;
}

/** They hold nothing, or show what another one holds, or wait for a network. */
const others =
  /^(proc|sysfs|devtmpfs|devpts|cgroup2?|pstore|bpf|debugfs|tracefs|securityfs|configfs|efivarfs|mqueue|hugetlbfs|autofs|binfmt_misc|rpc_pipefs|nsfs|fusectl|ramfs|squashfs|iso9660|overlay|nfs\d?|cifs|smb3|9p|ceph|fuse(\..*)?)$/;

const patience = 2_000;

/** Every file system of the machine that may fill up, each once, the fullest first. */
export async function fileSystems(machine: Machine): Promise<FileSystem[]> {
  const mounts = (await mountsOf(machine)).filter(
    ({ mount, type, readOnly }) => !readOnly && (!others.test(type) || (mount === '/' && type === 'overlay')),
  );
  const once = new Map<string, Mount>();
  for (const each of mounts) {
    const known = once.get(each.device);
    if (!known || each.mount.length < known.mount.length) once.set(each.device, each);
  }
  const found = await Promise.all(
    [...once.values()].map((mount) => usageOf(machine, mount.mount, mount).catch(() => undefined)),
  );
  return found
    .filter((each) => each !== undefined)
    .filter(({ size }) => size > 0)
    .sort((a, b) => fullness(b) - fullness(a) || a.mount.localeCompare(b.mount));
}

/**
 * The file system that holds a path of the machine.
 * @throws ApplicationFailure `TargetNotFound`
 */
export async function fileSystemAt(machine: Machine, place: string): Promise<FileSystem> {
  const real = await realpath(at(machine, place)).catch((error) => {
    throw toFailure(error, place, 'looked at');
  });
  const own = shown(machine, real);
  if (own === undefined) {
    throw failureOf({ trouble: 'refused', says: `${place} leads out of what the worker sees of this host.` });
  }
  const holding = (await mountsOf(machine)).filter(({ mount }) => isWithin(own, mount));
  // What was mounted last hides what is below it.
  const mount = holding.reduce<Mount | undefined>(
    (best, each) => (best && best.mount.length > each.mount.length ? best : each),
    undefined,
  );
  return await usageOf(
    machine,
    own,
    mount ?? { mount: '/', device: '', type: '', source: '', readOnly: false },
  );
}

/** Percent, of bytes or of inodes: what there is less of. */
export function fullness({ percent, filesPercent }: FileSystem): number {
  return Math.max(percent, filesPercent ?? 0);
}

async function usageOf(machine: Machine, place: string, { mount, source, type }: Mount): Promise<FileSystem> {
  const answer = await Promise.race([statfs(at(machine, place)), delay(patience, undefined, { ref: false })]);
  if (answer === undefined) {
    throw failureOf({
      trouble: 'unreachable',
      says: `${mount} did not answer within ${patience / 1_000} s.`,
    });
  }
  const { bsize, blocks, bfree, bavail, files, ffree } = answer;
  const used = blocks - bfree;
  return {
    mount,
    source,
    type,
    size: blocks * bsize,
    free: bavail * bsize,
    percent: used + bavail === 0 ? 0 : Math.ceil((100 * used) / (used + bavail)),
    filesPercent: files === 0 ? null : Math.ceil((100 * (files - ffree)) / files),
  };
}

/** By the machine's own paths; in the order in which they were mounted. */
async function mountsOf(machine: Machine): Promise<Mount[]> {
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch((error) => {
    throw toFailure(error, '/proc/self/mountinfo', 'read');
  });
  return text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ');
    if (!before || !after) return [];
    const [, , device = '', , point = '', options = ''] = before.split(' ');
    const [type = '', source = '', ofAll = ''] = after.split(' ');
    const mount = shown(machine, unescaped(point));
    const readOnly = [options, ofAll].some((each) => each.split(',').includes('ro'));
    return mount === undefined ? [] : [{ mount, device, type, source: unescaped(source), readOnly }];
  });
}

/** Blanks are written as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
