import { stripVTControlCharacters } from 'node:util';
import { shownLine } from '../kubernetes/log-lines.ts';

const keptBytes = 32 * 1024;
const keptLines = 40;

/** The last of what a program prints; however much that is, little is kept. */
export class Tail {
  private chunks: Buffer[] = [];
  private size = 0;
  private cut = false;

  add(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size > 2 * keptBytes) this.shorten();
  }

  private shorten(): void {
    const all = Buffer.concat(this.chunks);
    const rest = all.subarray(all.length - keptBytes);
    this.chunks = [Buffer.from(rest)];
    this.size = rest.length;
    this.cut = true;
  }

  /** Its last lines, without secrets and control characters. */
  lines(mask: (text: string) => string): string[] {
    const text = Buffer.concat(this.chunks).toString('utf8');
    // A line that lost its beginning may hold the end of a secret, which nothing would mask.
    const whole = this.cut ? text.slice(text.indexOf('\n') + 1 || text.length) : text;
    return tailOf(whole, mask);
  }
}

/** The last lines of a text, without secrets and control characters. */
export function tailOf(text: string, mask: (text: string) => string): string[] {
  return mask(stripVTControlCharacters(text))
    .split('\n')
    .map(legible)
    .filter((line) => line !== '')
    .slice(-keptLines);
}

/** Of a line that was written over, what it says in the end; without what looks like a secret. */
function legible(line: string): string {
  const last = line.trimEnd().split('\r').at(-1) ?? '';
  const plain = last.replaceAll(/\t/g, ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
  return shownLine(plain.trimEnd());
}

/** A text without any of these secrets, nor a line of them, nor the password of one that is a URL. */
export function masking(secrets: readonly string[]): (text: string) => string {
  const parts = secrets.flatMap((secret) => [secret, ...secret.split(/\r?\n/), ...passwordsOf(secret)]);
  const longestFirst = [...new Set(parts.filter((part) => part.trim().length >= 4))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) =>
    longestFirst
      .reduce((masked, part) => masked.replaceAll(part, '***'), text)
      .replaceAll(/(:\/\/[^/@\s:]*):[^@\s/]*@/g, '$1:***@');
}

function passwordsOf(secret: string): string[] {
  if (!secret.includes('://') || !URL.canParse(secret)) return [];
  const { password } = new URL(secret);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
