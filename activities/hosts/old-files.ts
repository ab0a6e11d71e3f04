import { lstat, opendir } from 'node:fs/promises';
import path from 'node:path';
import type { OldFiles } from '../../workflows/contract/disks.ts';
import { at, type Machine } from './machine.ts';
import { type Root, rootAt, writtenAt } from './roots.ts';

/** A file that could be deleted. */
export interface OldFile {
  /** The machine's own path. */
  path: string;
  root: string;
  device: string;
  inode: string;
  size: number;
  /** To the nanosecond. */
  writtenAt: string;
  /** Epoch ms of the same. */
  written: number;
  /** Bytes that come back once it is gone; none while it has another name. */
  frees: number;
}

export interface Search {
  /** What frees most first. */
  files: OldFile[];
  /** What was not looked at, as sentences. */
  gaps: string[];
}

const bounds = { ms: 6_000, entries: 500_000 };

/**
 * The files below some folders that a rule calls old: ordinary files of the same file system, by no link.
 * @throws ApplicationFailure `ChangeRefused` for a folder in which nothing is ever deleted; `TargetNotFound`, `NotAuthorised`
 */
export async function oldFiles(machine: Machine, rule: OldFiles): Promise<Search> {
  const roots = await Promise.all(rule.roots.map((each) => rootAt(machine, each)));
  const search = new Looking(machine, rule);
  for (const root of roots) await search.below(root);
  return search.result();
}

/** Whether a name fits a pattern in which `*` is any text and `?` any character. */
export function fits(name: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

class Looking {
  private readonly machine: Machine;
  private readonly rule: OldFiles;
  private readonly before: number;
  private readonly until = Date.now() + bounds.ms;
  private readonly files = new Map<string, OldFile>();
  private entries = 0;
  private unreadable = 0;
  private mounted = 0;
  private isOver = false;

  constructor(machine: Machine, rule: OldFiles) {
    this.machine = machine;
    this.rule = rule;
    this.before = Date.now() - rule.olderThan;
  }

  async below(root: Root): Promise<void> {
    const folders = [root.path];
    for (let folder = folders.pop(); folder !== undefined && !this.isOver; folder = folders.pop()) {
      const opened = await opendir(at(this.machine, folder)).catch(() => undefined);
      if (opened === undefined) {
        this.unreadable += 1;
        continue;
      }
      for await (const entry of opened) {
        this.entries += 1;
        this.isOver = this.entries >= bounds.entries || Date.now() > this.until;
        if (this.isOver) break;
        const found = path.join(folder, entry.name);
        if (entry.isDirectory()) {
          if (await this.isElsewhere(found, root)) this.mounted += 1;
          else folders.push(found);
        } else if (entry.isFile() && fits(entry.name, this.rule.pattern)) await this.take(found, root);
      }
    }
  }

  result(): Search {
    return {
      files: [...this.files.values()].sort((a, b) => b.frees - a.frees || a.path.localeCompare(b.path)),
      gaps: [
        ...(this.isOver
          ? [`After ${this.entries.toLocaleString('en')} entries the time was up: there may be more.`]
          : []),
        ...(this.unreadable > 0 ? [`${this.unreadable} folders could not be read.`] : []),
        ...(this.mounted > 0 ? [`${this.mounted} other file systems below were not entered.`] : []),
      ],
    };
  }

  private async isElsewhere(folder: string, { device }: Root): Promise<boolean> {
    const found = await lstat(at(this.machine, folder), { bigint: true }).catch(() => undefined);
    return found !== undefined && found.dev !== device;
  }

  private async take(place: string, { path: root, device }: Root): Promise<void> {
    const found = await lstat(at(this.machine, place), { bigint: true }).catch(() => undefined);
    if (!found?.isFile() || found.dev !== device || Number(found.mtimeMs) >= this.before) return;
    this.files.set(place, {
      path: place,
      root,
      device: `${found.dev}`,
      inode: `${found.ino}`,
      size: Number(found.size),
      writtenAt: writtenAt(found),
      written: Number(found.mtimeMs),
      frees: found.nlink > 1n ? 0 : Number(found.blocks) * 512,
    });
  }
}
