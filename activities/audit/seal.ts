import { type Checkpoint, checkpointText, contentHash, type Seal } from '../../workflows/contract/audit.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { hashOf } from '../../workflows/contract/keys.ts';
import type { Signer } from '../dependencies.ts';

/** A record as it is kept, with what says how many entries it has and how their chain ends; signed where there is a key. */
export function seal(
  written: IncidentRecord,
  kept: IncidentRecord,
  signer: Signer | undefined,
): IncidentRecord & { seal: Seal } {
  const { seal: _, ...bare } = kept;
  const sealed = signed(
    {
      keyId: written.keyId,
      entries: written.timeline.length,
      chain: written.timeline.at(-1)?.chain ?? '',
      at: new Date().toISOString(),
      record: hashOf(bare),
      masked: maskedEntries(written, kept),
    },
    signer,
  );
  return { ...bare, seal: sealed };
}

/** The same with its signature, and whose it is; unsigned without a key. */
export function signed<C extends Checkpoint>(checkpoint: C, signer: Signer | undefined): C {
  if (!signer) return checkpoint;
  const named = { ...checkpoint, by: signer.publicKey };
  return { ...named, signature: signer.sign(checkpointText(named)) };
}

function maskedEntries(written: IncidentRecord, kept: IncidentRecord): Seal['masked'] {
  return written.timeline.flatMap(({ fact }, i) => {
    const [was, now] = [contentHash(fact), contentHash(kept.timeline[i]?.fact)];
    return was === now ? [] : [{ entry: i + 1, was, kept: now }];
  });
}
