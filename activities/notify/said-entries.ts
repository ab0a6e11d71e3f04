import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

const newline = 0x0a;
const chunkSize = 256 * 1024;

/** What makes two notices the same. */
export interface Said {
  keyId: string;
  entryId: string;
}

/** A file of JSON lines that knows which entries it holds, and reads only what was appended since it last looked. */
export interface SaidEntries {
  /** Appends the line unless the file has an entry of that name; false if it had. Only while the file's lock is held. */
  append(entry: Said, line: string): boolean;
}

export function saidEntries(file: string): SaidEntries {
  const said = new Set<string>();
  let inode = 0;
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);

  function remember(line: Buffer): boolean {
    try {
      const { keyId, entryId } = JSON.parse(line.toString('utf8'));
      if (typeof keyId === 'string' && typeof entryId === 'string') said.add(nameOf({ keyId, entryId }));
      return true;
    } catch {
      // The torn line of a writer that was killed: its notice counts as not said.
      return false;
    }
  }

  function catchUp(fd: number): void {
    const { ino, size } = fstatSync(fd);
    if (ino !== inode || size < position) {
      // Rotated: a new file begins, and what the old one held stays said.
      inode = ino;
      position = 0;
      rest = Buffer.alloc(0);
    }
    const chunk = Buffer.allocUnsafe(Math.min(chunkSize, Math.max(size - position, 1)));
    for (let count = readSync(fd, chunk, 0, chunk.length, position); count > 0; ) {
      position += count;
      let lines = Buffer.concat([rest, chunk.subarray(0, count)]);
      for (let end = lines.indexOf(newline); end >= 0; end = lines.indexOf(newline)) {
        remember(lines.subarray(0, end));
        lines = lines.subarray(end + 1);
      }
      rest = lines;
      count = readSync(fd, chunk, 0, chunk.length, position);
    }
  }

  return {
    append(entry, line) {
      const fd = openSync(file, 'a+');
      try {
        catchUp(fd);
        // Nobody else writes while we hold the lock: what has no end now will never get one from its writer.
        if (rest.length > 0) writeAll(fd, '\n');
        catchUp(fd);
        if (said.has(nameOf(entry))) return false;
        writeAll(fd, `${line}\n`);
        catchUp(fd);
        return true;
      } finally {
        closeSync(fd);
      }
    },
  };
}

function nameOf(entry: Said): string {
  return JSON.stringify([entry.keyId, entry.entryId]);
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}
