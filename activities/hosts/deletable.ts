import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { bytesInWords, counted, durationInWords } from '../amounts.ts';
import { inWords } from './disks.ts';
import { checkHost } from './failures.ts';
import { type FileSystem, fileSystemAt, fullness } from './file-systems.ts';
import type { Machine } from './machine.ts';
import { type OldFile, oldFiles } from './old-files.ts';

/** What a mitigation of the catalogue could delete, and whether that would help. */
export function hostOldFiles(machine: Machine): PoolActivities['hostOldFiles'] {
  return ({ above, files: rule }) =>
    checkHost('old files', async () => {
      const { files, gaps } = await oldFiles(machine, rule);
      const holding = await Promise.all(rule.roots.map((root) => fileSystemAt(machine, root)));
      const full = fullOnes(holding, above);
      const of = files.filter(({ root }) => full.has(holding[rule.roots.indexOf(root)]?.mount ?? ''));
      const what = `${rule.pattern} older than ${durationInWords(rule.olderThan)}`;
      return {
        verdict: of.length > 0 ? 'sick' : 'well',
        says: [
          files.length === 0
            ? `Below ${rule.roots.join(', ')} there is no ${what}.`
            : `Below ${rule.roots.join(', ')} ${files.length === 1 ? 'is' : 'are'} ${counted(files.length, 'file')} ${what}, ${bytesInWords(freed(files))} in all.`,
          files.length > 0 && full.size > 0
            ? `They are on ${[...full.values()].map(inWords).join(', ')}.`
            : '',
          ...gaps,
        ]
          .filter(Boolean)
          .join(' '),
        evidence: files.slice(0, 20).map(({ path, size, writtenAt }) => ({
          path,
          size: bytesInWords(size),
          written: writtenAt.slice(0, 19),
        })),
      };
    });
}

/** Bytes that come back. */
export function freed(files: readonly OldFile[]): number {
  return files.reduce((sum, { frees }) => sum + frees, 0);
}

/** By their mounts. */
export function fullOnes(fileSystems: readonly FileSystem[], above: number): Map<string, FileSystem> {
  return new Map(fileSystems.filter((each) => fullness(each) > above).map((each) => [each.mount, each]));
}
