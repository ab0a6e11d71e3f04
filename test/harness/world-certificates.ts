import type { Action } from '../../activities/mitigations/action.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { IssuanceQuestion } from '../../workflows/contract/issuances.ts';
import type { RenewCertificate } from '../../workflows/contract/kubernetes-changes.ts';
import type { PlanParameters } from '../../workflows/contract/plans.ts';
import type { RolledOut } from '../../workflows/contract/rollouts.ts';

/** A certificate of the scripted cluster. */
export interface HeldCertificate {
  namespace: string;
  revision: number;
  trouble: string | null;
  /** What its issuer answers in place of a certificate. */
  refusal?: string;
}

export type HeldCertificates = Map<string, HeldCertificate>;

/** What the check says of them: those in trouble first. */
export function certificatesFinding(held: HeldCertificates): Finding {
  const rows = [...held]
    .map(([certificate, { namespace, trouble, revision }]) => ({ namespace, certificate, trouble, revision }))
    .sort((a, b) => Number(b.trouble !== null) - Number(a.trouble !== null));
  const sick = rows.filter(({ trouble }) => trouble !== null);
  const says =
    sick.length > 0 ? sick.map((row) => `${row.certificate} ${row.trouble}`).join('; ') : 'None in trouble';
  return {
    check: 'certificates',
    verdict: sick.length > 0 ? 'sick' : 'well',
    says: `${says}.`,
    evidence: rows,
  };
}

/** Has them issued again. */
export function renewals(held: HeldCertificates): Action<RenewCertificate> {
  const nameOf = ({ target }: RenewCertificate, { certificate }: PlanParameters) =>
    target.kind === 'certificate' ? target.name : String(certificate);
  return {
    observe: async (mitigation, parameters) => {
      const name = nameOf(mitigation, parameters);
      const certificate = held.get(name);
      if (certificate === undefined) return null;
      const { namespace, revision } = certificate;
      return {
        targets: [
          { id: `certificate ${namespace}/${name}`, title: `certificate ${name}`, state: { revision } },
        ],
        preview: [`cmctl renew ${name} -n ${namespace}`],
        observed: `${name} is at revision ${revision}.`,
        predicted: `The Issuer shop-ca issues revision ${revision + 1}.`,
        blastRadius: `The Secret ${name} gets a new certificate.`,
        undo: null,
      };
    },
    differences: async () => [],
    act: async ({ mitigation, plan, keyOf }) => {
      const certificate = held.get(nameOf(mitigation, plan.parameters ?? {}));
      if (certificate && certificate.refusal === undefined) {
        certificate.revision += 1;
        certificate.trouble = null;
      }
      const effects = plan.targets.map((target) => {
        return { key: keyOf(target), target: target.id, outcome: 'done' as const, says: 'issued anew' };
      });
      return { outcome: 'applied', effects };
    },
  };
}

export function issuance(held: HeldCertificates, { name, revision }: IssuanceQuestion): RolledOut {
  const now = held.get(name);
  const complete = now !== undefined && now.revision > revision;
  return complete
    ? { complete, says: `The certificate ${name} is at revision ${now.revision}.` }
    : { complete, says: `${name} was not issued: ${now?.refusal}` };
}
