import { seal, signed } from '../../../activities/audit/seal.ts';
import type { Reader } from '../../../archive/audit/audit.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { signDecision } from '../../../client/keys/sign.ts';
import { signerOf } from '../../../worker/audit-settings.ts';
import { markOf, type Seal } from '../../../workflows/contract/audit.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { Ledger } from '../../../workflows/incident/ledger.ts';
import { madeRecord } from './record.ts';

export const alice = newKeyPair();
export const auditor = newKeyPair();

/** A reader who trusts the auditor's key and knows alice's. */
export const reader: Reader = {
  keys: [auditor.publicKey],
  people: { people: new Map([['alice', [alice.publicKey]]]), gateways: [] },
  clock: (at) => at.slice(11, 19),
};

/** The made record as it comes out of a ledger and into the archive: chained, a signed approval, a checkpoint with its effect, sealed. */
export function sealedRecord(
  sign: typeof auditor | null = auditor,
  asKept = (record: IncidentRecord) => record,
): IncidentRecord & { seal: Seal } {
  const signer = sign ? signerOf(sign.privateKeyPem) : undefined;
  const made = madeRecord();
  const { keyId } = made;
  const ledger = new Ledger<Fact>(keyId);
  let asked: Plan | undefined;
  for (const { fact } of made.timeline) {
    if (fact.kind === 'planned') asked = fact.plan;
    const mark = markOf(ledger.entries);
    if (fact.kind === 'approved' && asked) {
      const { id: plan, hash } = asked;
      const at = '2026-11-21T03:13:17.000Z';
      const unsigned = {
        incident: keyId,
        plan,
        hash,
        decision: 'approve',
        actor: 'alice',
        door: 'cli',
        at,
      } as const;
      const decision = signDecision(alice.privateKeyPem, unsigned);
      ledger.write({ ...fact, hash, approval: { decision, asOf: at } });
    } else if (fact.kind === 'applied' && signer && mark)
      ledger.write({
        ...fact,
        checkpoint: signed({ ...mark, keyId, at: '2026-11-21T03:13:18.000Z' }, signer),
      });
    else ledger.write(fact);
  }
  const record: IncidentRecord = { ...made, incident: incidentName(keyId), timeline: ledger.entries };
  const written = JSON.parse(JSON.stringify(record)) as IncidentRecord;
  return seal(written, asKept(written), signer);
}
