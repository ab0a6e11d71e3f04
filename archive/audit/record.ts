import type { Checkpoint, Seal } from '../../workflows/contract/audit.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { hashOf, incidentName } from '../../workflows/contract/keys.ts';
import { chainFaults, unchained } from './chain.ts';
import { checkpointsOf, isSeal, judgeSignature, type Signed } from './checkpoints.ts';
import { type Clock, entryName, type Fault } from './faults.ts';

/** What a record is held against. */
export interface Trust {
  /** Public keys whose checkpoints and seals count, base64 of SPKI DER; without any a signature only fits. */
  keys: readonly string[];
  clock: Clock;
}

/** What came of reading a record with suspicion. */
export interface RecordAudit {
  entries: number;
  /** Entries at the beginning from before entries were chained. */
  unchained: number;
  /** Of the checkpoints that fit. */
  checkpoints: { entry: number; at: string; by: string }[];
  seal: { at: string; signature: Signed } | undefined;
  faults: Fault[];
}

/** A record and what seals it; `from` a history it still says what the archive masks. */
export interface Sealed {
  record: IncidentRecord;
  seal: unknown;
  from: 'archive' | 'history';
}

/** Holds a record against its chain, its checkpoints and its seal. */
export function auditRecord({ record, from, ...rest }: Sealed, { keys, clock }: Trust): RecordAudit {
  const { timeline, keyId } = record;
  const seal = isSeal(rest.seal) ? rest.seal : undefined;
  const masked = from === 'archive' ? seal?.masked : [];
  const faults = chainFaults({ keyId, timeline, seal: seal && { ...seal, masked: masked ?? [] } }, clock);
  if (rest.seal !== undefined && !seal) faults.push({ says: 'the seal cannot be read' });
  if (rest.seal === undefined && from === 'archive' && unchained(timeline) < timeline.length)
    faults.push({ says: 'there is no seal, and the archive writes one with every chain: it was taken off' });
  if (typeof keyId !== 'string' || record.incident !== incidentName(keyId))
    faults.push({ says: `the name ${record.incident} does not belong to this incident's key id` });

  const checkpoints: RecordAudit['checkpoints'] = [];
  for (const { index, checkpoint } of checkpointsOf(timeline)) {
    const name = `the checkpoint in ${entryName(timeline, index, clock)}`;
    const wrong = checkpoint ? wrongPlace(record, index, checkpoint) : 'cannot be read';
    const signature: Signed = checkpoint ? judgeSignature(checkpoint, keys) : { signed: 'no' };
    const because = wrong ?? unsigned(signature) ?? doubt(signature, keys);
    if (because) faults.push({ entry: index + 1, says: `${name} ${because}` });
    else if (checkpoint && 'by' in signature)
      checkpoints.push({ entry: index + 1, at: checkpoint.at, by: signature.by });
  }

  const signature: Signed = seal ? judgeSignature(seal, keys) : { signed: 'no' };
  const wholeCounts = faults.length === 0 && (from === 'archive' || seal?.masked.length === 0);
  const because = seal && (sealWrong(record, seal, wholeCounts) ?? doubt(signature, keys));
  if (because) faults.push({ says: `the seal ${because}` });
  return {
    entries: timeline.length,
    unchained: unchained(timeline),
    checkpoints,
    seal: seal && { at: seal.at, signature },
    faults,
  };
}

function wrongPlace(
  { keyId, timeline }: IncidentRecord,
  index: number,
  mark: Checkpoint,
): string | undefined {
  if (mark.keyId !== keyId) return 'was made for another incident';
  const before = mark.entries <= index ? timeline[mark.entries - 1]?.chain : undefined;
  return before === mark.chain ? undefined : 'stands for other entries than those before it';
}

function sealWrong(record: IncidentRecord, seal: Seal, wholeCounts: boolean): string | undefined {
  if (seal.keyId !== record.keyId) return 'was made for another incident';
  if (!wholeCounts) return undefined;
  const { seal: _, ...bare } = record;
  if (hashOf(bare) === seal.record) return undefined;
  return 'does not fit: what the record says beside its entries, or the rows behind a finding, is not what was sealed';
}

function unsigned({ signed }: Signed): string | undefined {
  return signed === 'no' ? 'is not signed' : undefined;
}

/** Why a signature is no good to a reader who trusts these keys. */
function doubt(signature: Signed, keys: readonly string[]): string | undefined {
  switch (signature.signed) {
    case 'wrongly':
      return 'has a signature that does not fit: it was altered, or signed anew by somebody without the key';
    case 'by another':
      return `is signed by the key ${signature.by}, which is none of those that count here`;
    case 'no':
      return keys.length > 0 ? 'is not signed, and a key was given to hold it against' : undefined;
    default:
      return undefined;
  }
}
