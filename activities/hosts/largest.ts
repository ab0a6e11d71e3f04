import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Context } from '@temporalio/activity';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { bytesInWords } from '../amounts.ts';
import { checkHost } from './failures.ts';
import { fileSystems, fullness } from './file-systems.ts';
import { at, type Machine, shown } from './machine.ts';

const bounds = { ms: 20_000, entries: 1_000_000, shown: 20, atOnce: 64 };

/** What takes the most space on the file systems that are too full, as `du` says of each: links are not followed, no other file system is entered. */
export function hostLargest(machine: Machine): PoolActivities['hostLargest'] {
  return ({ host, above }) =>
    checkHost('largest', async () => {
      const full = (await fileSystems(machine)).filter((each) => fullness(each) > above);
      if (full.length === 0) {
        return { verdict: 'well', says: `No file system of ${host.id} is more than ${above} % full.` };
      }
      const survey = new Survey(Date.now() + bounds.ms);
      for (const { mount } of full) await survey.folder(at(machine, mount));
      const largest = survey.largest();
      const [first] = largest.filter(({ what }) => what === 'file');
      const named = largest
        .slice(0, 3)
        .map(({ place, bytes }) => `${shown(machine, place)} ${bytesInWords(bytes)}`);
      return {
        verdict: 'sick',
        says: [
          `On ${full.map(({ mount }) => mount).join(', ')}: ${named.join(', ')}.`,
          ...(first
            ? [`The largest file is ${shown(machine, first.place)} with ${bytesInWords(first.bytes)}.`]
            : []),
          ...survey.gaps(),
        ].join(' '),
        evidence: largest.map(({ place, what, bytes }) => ({
          place: shown(machine, place) ?? place,
          what,
          size: bytesInWords(bytes),
          bytes,
        })),
      };
    });
}

interface Found {
  place: string;
  what: 'folder' | 'file';
  bytes: number;
}

/** Adds up what folders hold. */
class Survey {
  private readonly until: number;
  private readonly linked = new Set<string>();
  private found: Found[] = [];
  private entries = 0;
  private unreadable = 0;

  constructor(until: number) {
    this.until = until;
  }

  /** Bytes on the file system of the folder; what cannot be seen counts nothing. */
  async folder(place: string): Promise<number> {
    const { dev } = await lstat(place);
    return await this.sum(place, dev);
  }

  largest(): Found[] {
    return this.found
      .sort((a, b) => b.bytes - a.bytes || a.place.localeCompare(b.place))
      .slice(0, bounds.shown);
  }

  gaps(): string[] {
    return [
      ...(this.isOver
        ? [`After ${this.entries.toLocaleString('en')} entries the time was up: there may be more.`]
        : []),
      ...(this.unreadable > 0 ? [`${this.unreadable} folders could not be read.`] : []),
    ];
  }

  private get isOver(): boolean {
    return Date.now() > this.until || this.entries >= bounds.entries;
  }

  private async sum(place: string, device: number): Promise<number> {
    if (this.isOver) return 0;
    const names = await readdir(place).catch(() => undefined);
    if (names === undefined) {
      this.unreadable += 1;
      return 0;
    }
    let bytes = 0;
    for (let i = 0; i < names.length && !this.isOver; i += bounds.atOnce) {
      Context.current().heartbeat();
      const some = names.slice(i, i + bounds.atOnce).map((name) => path.join(place, name));
      const stats = await Promise.all(some.map((each) => lstat(each).catch(() => undefined)));
      for (const [j, each] of stats.entries()) {
        if (each === undefined || each.dev !== device) continue;
        this.entries += 1;
        const below = path.join(place, names[i + j] ?? '');
        const own =
          each.nlink > 1 && !each.isDirectory() && this.isKnown(`${device}:${each.ino}`)
            ? 0
            : each.blocks * 512;
        bytes += own;
        if (each.isDirectory()) bytes += await this.sum(below, device);
        else if (own > 0) this.keep({ place: below, what: 'file', bytes: own });
      }
    }
    this.keep({ place, what: 'folder', bytes });
    return bytes;
  }

  /** A file with several names takes its space once. */
  private isKnown(inode: string): boolean {
    const known = this.linked.has(inode);
    this.linked.add(inode);
    return known;
  }

  private keep(found: Found): void {
    this.found.push(found);
    if (this.found.length > 50 * bounds.shown) this.found = this.largest();
  }
}
