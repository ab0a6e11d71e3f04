import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted, durationInWords } from '../amounts.ts';
import { certificateTrouble, issuerTitle } from './certificate.ts';
import { issuedLast, requestTrouble } from './certificate-requests.ts';
import { certificatesInScope, type Requested } from './certificates-in-scope.ts';
import { check, gather } from './check.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import { signerOf } from './issuers.ts';

/** Certificates of cert-manager that are not ready, end soon, or were not renewed when they should have been; why. */
export function kubernetesCertificates(kubernetes: Kubernetes): PoolActivities['kubernetesCertificates'] {
  return ({ scope, expiry }) =>
    check('certificates', kubernetes, scope, async (cluster) => {
      const now = Date.now();
      const { items, gaps } = await certificatesInScope(cluster, scope);
      const seen = items.map((each) => rowOf(each, now, expiry));
      // Who may not look at issuers sees the rest of it.
      const errors = await gather(cluster.place, seen.filter(inTrouble), async ({ row, of }) => [
        { row, error: await errorOf(cluster, of) },
      ]);
      for (const { row, error } of errors.items) row.error = error;
      const rows = seen
        .map(({ row }) => row)
        .sort((a, b) => Number(b.trouble !== null) - Number(a.trouble !== null) || a.left - b.left);
      const sick = rows.filter(({ trouble }) => trouble !== null);
      const [first] = rows;
      return {
        sick: sick.length > 0,
        says: says(sick, rows, first),
        evidence: rows.map(({ left: _, ...row }) => row),
        gaps: [...gaps, ...errors.gaps],
      };
    });
}

type Row = ReturnType<typeof rowOf>['row'];

function says(sick: Row[], rows: Row[], first: Row | undefined): string {
  if (sick.length > 0) {
    const examples = sick.slice(0, 3).map(({ namespace, certificate, trouble, error }) => {
      return `${namespace}/${certificate} ${trouble}${error ? `: ${error.replace(/\.$/, '')}` : ''}`;
    });
    return `${sick.length} of ${counted(rows.length, 'certificate')} in trouble: ${examples.join('; ')}.`;
  }
  if (first === undefined) return '';
  return `${counted(rows.length, 'certificate')}, none in trouble; the first to end is ${first.namespace}/${first.certificate}, in ${durationInWords(first.left)}.`;
}

function rowOf(of: Requested, now: number, expiry: number) {
  const { metadata, spec, status } = of.certificate;
  const row = {
    namespace: metadata.namespace,
    certificate: metadata.name,
    trouble: certificateTrouble(of.certificate, now, expiry),
    error: null as string | null,
    expires: status?.notAfter ?? null,
    renews: status?.renewalTime ?? null,
    issuer: issuerTitle(spec.issuerRef),
    revision: status?.revision ?? null,
    'failed attempts': status?.failedIssuanceAttempts ?? 0,
    serial: issuedLast(of.requests)?.serialNumber ?? null,
    names: (spec.dnsNames ?? []).slice(0, 5).join(', ') || (spec.commonName ?? null),
    left: status?.notAfter === undefined ? 0 : Date.parse(status.notAfter) - now,
  };
  return { row, of };
}

function inTrouble({ row }: { row: Row }): boolean {
  return row.trouble !== null || row['failed attempts'] > 0;
}

/** What stands in the way of a new one: the issuer, or what it answered last. */
async function errorOf(cluster: Cluster, { certificate, requests }: Requested): Promise<string | null> {
  const signer = await signerOf(cluster, certificate);
  if (signer.trouble !== null) return `the ${signer.title} ${signer.trouble}`.slice(0, 300);
  return requestTrouble(requests)?.slice(0, 300) ?? null;
}
