import { canonical, hashOf } from './keys.ts';
import type { TimelineEntry } from './timeline.ts';

/** How far a chain of entries had come. */
export interface Mark {
  entries: number;
  /** Of the last of them. */
  chain: string;
}

/** A mark that somebody outside of the run vouches for. */
export interface Checkpoint extends Mark {
  keyId: string;
  /** RFC 3339, by the signer's clock. */
  at: string;
  /** The signer's public key, base64 of SPKI DER; absent where nobody signs. */
  by?: string;
  /** Ed25519 over `checkpointText`, base64. */
  signature?: string;
}

/** What closes the record of an incident in the archive. */
export interface Seal extends Checkpoint {
  /** SHA-256 of the record as it is kept, without its seal. */
  record: string;
  /** Entries of which the archive keeps less than was written, because a secret stood there. */
  masked: MaskedEntry[];
}

export interface MaskedEntry {
  /** From 1. */
  entry: number;
  /** `contentHash` of the fact as it was written, and as it is kept. */
  was: string;
  kept: string;
}

// 128 bits: nobody finds another entry for a link, and a timeline of hundreds stays small where it is carried along.
const linkDigits = 32;

/** What ties an entry to all before it; `previous` = the link of the one before, of the first the key id. */
export function linkOf(
  previous: string,
  { id, at, fact }: Pick<TimelineEntry<unknown>, 'id' | 'at' | 'fact'>,
  content = contentHash(fact),
): string {
  return hashOf([previous, id, at, content]).slice(0, linkDigits);
}

/** SHA-256 of a fact without the rows behind its findings: a long incident does not carry those along. */
export function contentHash(fact: unknown): string {
  return hashOf(withoutRows(fact));
}

const withFindings: readonly unknown[] = ['checked', 'verified'];

/** The fact without the rows behind the findings of checks; what every other fact says stays whole. */
export function withoutRows<F>(fact: F): F {
  const { kind, findings } = (fact ?? {}) as { kind?: unknown; findings?: unknown };
  if (!withFindings.includes(kind) || !Array.isArray(findings)) return fact;
  const bare = findings.map((finding: unknown) => {
    if (finding === null || typeof finding !== 'object') return finding;
    const { evidence: _, ...rest } = finding as { evidence?: unknown };
    return rest;
  });
  return { ...fact, findings: bare };
}

/** How far a timeline has come; nothing where its last entry is from before entries were chained. */
export function markOf(timeline: readonly TimelineEntry<unknown>[]): Mark | undefined {
  const chain = timeline.at(-1)?.chain;
  return chain === undefined ? undefined : { entries: timeline.length, chain };
}

/** The text a checkpoint's signature is over. */
export function checkpointText({ signature: _, ...checkpoint }: Checkpoint): string {
  return `mayday-checkpoint-v1\n${canonical(checkpoint)}`;
}
