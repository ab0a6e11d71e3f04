import { X509Certificate } from 'node:crypto';
import {
  type Certificate,
  type Condition,
  certManagerApi,
  conditionOf,
  type IssuerReference,
} from './certificate.ts';
import type { Cluster } from './clusters.ts';
import type { List } from './listing.ts';
import type { Within } from './parts.ts';

/** What cert-manager asked an issuer for, and what came of it. */
export interface CertificateRequest {
  metadata: {
    name: string;
    namespace: string;
    annotations?: Record<string, string>;
    ownerReferences?: { uid: string }[];
    creationTimestamp: string;
  };
  spec: { issuerRef: IssuerReference };
  status?: { conditions?: Condition[]; certificate?: string };
}

/** A page of the certificate requests of a namespace. */
export async function listRequests({ custom }: Cluster, within: Within): Promise<List<CertificateRequest>> {
  const plural = 'certificaterequests';
  return await custom.listNamespacedCustomObject({ ...certManagerApi, plural, ...within });
}

/** The requests made for a certificate, the newest first. */
export function requestsFor(
  { metadata }: Certificate,
  requests: readonly CertificateRequest[],
): CertificateRequest[] {
  return requests
    .filter((each) => each.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid))
    .sort((a, b) => revisionOf(b) - revisionOf(a));
}

/** What was issued last; its key is not read, so no right to Secrets is needed. */
export function issuedLast(requests: readonly CertificateRequest[]): X509Certificate | undefined {
  for (const { status } of requests) {
    if (!status?.certificate) continue;
    try {
      return new X509Certificate(Buffer.from(status.certificate, 'base64'));
    } catch {
      // An issuer of its own kind may answer anything.
    }
  }
  return undefined;
}

/** Why the newest request has not been answered with a certificate; null where it has. */
export function requestTrouble([newest]: readonly CertificateRequest[]): string | null {
  if (newest === undefined) return null;
  const ready = conditionOf(newest, 'Ready');
  const denied = conditionOf(newest, 'Denied') ?? conditionOf(newest, 'InvalidRequest');
  if (denied?.status === 'True') return denied.message ?? 'The request was denied.';
  return ready?.status === 'True' ? null : (ready?.message ?? null);
}

function revisionOf({ metadata }: CertificateRequest): number {
  return Number(metadata.annotations?.['cert-manager.io/certificate-revision'] ?? 0);
}
