import { shownLine } from './log-lines.ts';

const shown = 20;
/** Programs that sort put the most telling first, those that report say the last word last. */
const first = 13;

/** The lines of an output for people, at most 20: the first and the last, without what looks like a secret. */
export function linesOf(output: string): string[] {
  const lines = output
    .replaceAll(terminalCodes, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(shownLine);
  if (lines.length <= shown) return lines;
  const left = lines.length - shown + 1;
  return [...lines.slice(0, first), `… ${left} lines …`, ...lines.slice(first - shown + 1)];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
const terminalCodes = /\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** A file system, as `df` reports it. */
export interface FileSystem {
  mount: string;
  /** Percent of its space, or of its inodes with `df -i`. */
  used: number;
}

/** What `df` printed, fullest first; images that are mounted read-only are always full. */
export function fileSystemsOf(output: string): FileSystem[] {
  return output
    .split(/\r?\n/)
    .flatMap((line) => {
      const { used, mount } = /\s(?<used>\d{1,3})%\s+(?<mount>\/.*)$/.exec(line.trimEnd())?.groups ?? {};
      const image = /^(?:\/dev\/loop|squashfs|iso9660)/.test(line);
      return used === undefined || mount === undefined || image ? [] : [{ mount, used: Number(used) }];
    })
    .sort((a, b) => b.used - a.used);
}
