import { type Checkpoint, checkpointText, type Seal } from '../../workflows/contract/audit.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import { isPublicKey, keyName, signerOf } from './signatures.ts';

/** Whose signature stands below a mark, and whether it is one that the reader trusts. */
export type Signed =
  | { signed: 'no' }
  /** By a key the reader gave. */
  | { signed: 'yes'; by: string }
  /** It fits, but the reader gave no key to hold it against. */
  | { signed: 'by somebody'; by: string }
  /** It fits, but none of the keys that the reader gave. */
  | { signed: 'by another'; by: string }
  | { signed: 'wrongly' };

/** Judges a checkpoint's signature; `keys` = public keys that the reader trusts, base64 of SPKI DER. */
export function judgeSignature(checkpoint: Checkpoint, keys: readonly string[]): Signed {
  const { by, signature } = checkpoint;
  if (by === undefined && signature === undefined) return { signed: 'no' };
  if (typeof by !== 'string' || !isPublicKey(by)) return { signed: 'wrongly' };
  if (!signerOf([by], checkpointText(checkpoint), signature)) return { signed: 'wrongly' };
  const name = keyName(by);
  if (keys.length === 0) return { signed: 'by somebody', by: name };
  return { signed: keys.includes(by) ? 'yes' : 'by another', by: name };
}

/** A checkpoint that an effect brought along, and in which entry it stands (index from 0). */
export interface Placed {
  index: number;
  checkpoint: Checkpoint | undefined;
}

/** The checkpoints of a timeline, in order; one that cannot be read is there as undefined. */
export function checkpointsOf(timeline: readonly TimelineEntry[]): Placed[] {
  return timeline.flatMap(({ fact }, index) => {
    const { checkpoint } = (fact ?? {}) as { checkpoint?: unknown };
    if (checkpoint === undefined) return [];
    return { index, checkpoint: isCheckpoint(checkpoint) ? checkpoint : undefined };
  });
}

export function isCheckpoint(value: unknown): value is Checkpoint {
  const { keyId, entries, chain, at } = (value ?? {}) as Record<keyof Checkpoint, unknown>;
  return (
    typeof keyId === 'string' &&
    typeof chain === 'string' &&
    typeof at === 'string' &&
    Number.isSafeInteger(entries)
  );
}

export function isSeal(value: unknown): value is Seal {
  const { record, masked } = (value ?? {}) as Record<keyof Seal, unknown>;
  return (
    isCheckpoint(value) &&
    typeof record === 'string' &&
    Array.isArray(masked) &&
    masked.every(
      (each) =>
        Number.isSafeInteger(each?.entry) && typeof each.was === 'string' && typeof each.kept === 'string',
    )
  );
}
