import { durationInWords } from '../amounts.ts';
import type { Cluster } from './clusters.ts';
import { named } from './existing.ts';
import type { List } from './listing.ts';
import type { Within } from './parts.ts';

/** Where the API of cert-manager keeps its things. */
export const certManagerApi = { group: 'cert-manager.io', version: 'v1' } as const;

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  /** RFC 3339 */
  lastTransitionTime?: string;
  observedGeneration?: number;
}

export interface IssuerReference {
  name: string;
  kind?: string;
  group?: string;
}

/** A Certificate of cert-manager, as far as it is looked at. */
export interface Certificate {
  metadata: { name: string; namespace: string; uid?: string; generation?: number; resourceVersion?: string };
  spec: { dnsNames?: string[]; commonName?: string; secretName: string; issuerRef: IssuerReference };
  status?: {
    conditions?: Condition[];
    /** RFC 3339, as the others */
    notBefore?: string;
    notAfter?: string;
    renewalTime?: string;
    revision?: number;
    failedIssuanceAttempts?: number;
    lastFailureTime?: string;
  };
}

/** A page of the certificates of a namespace. */
export async function listCertificates({ custom }: Cluster, within: Within): Promise<List<Certificate>> {
  return await custom.listNamespacedCustomObject({ ...certManagerApi, plural: 'certificates', ...within });
}

/** @throws ApplicationFailure `TargetNotFound` if there is none of that name, with those that there are */
export function certificateNamed(
  cluster: Cluster,
  { namespace, name }: { namespace: string; name: string },
): Promise<Certificate> {
  const plural = 'certificates';
  return named<Certificate>(
    cluster,
    { kind: 'certificate', namespace, name },
    (reference) => cluster.custom.getNamespacedCustomObject({ ...certManagerApi, plural, ...reference }),
    (within) => listCertificates(cluster, within),
  );
}

export function conditionOf(
  { status }: { status?: { conditions?: Condition[] } },
  type: string,
): Condition | undefined {
  return status?.conditions?.find((each) => each.type === type);
}

/** `Issuer shop-ca` */
export function issuerTitle({ kind = 'Issuer', name }: IssuerReference): string {
  return `${kind} ${name}`;
}

/** Beyond that, a renewal that was due is not only slow. */
const renewalPatience = 5 * 60_000;

/** Why a certificate needs somebody, after its name: `expired 3 h ago`; null where it does not. */
export function certificateTrouble(certificate: Certificate, now: number, expiry: number): string | null {
  const { notBefore, notAfter, renewalTime } = certificate.status ?? {};
  const ready = conditionOf(certificate, 'Ready');
  if (notAfter !== undefined) {
    const ending = endTrouble(
      { from: Date.parse(notBefore ?? notAfter), to: Date.parse(notAfter) },
      now,
      expiry,
    );
    if (ending !== null) return ending;
  }
  if (ready?.status !== 'True') return `is not ready (${ready?.message ?? 'nothing has issued it yet'})`;
  const overdue = renewalTime === undefined ? 0 : now - Date.parse(renewalTime);
  return overdue > renewalPatience ? `should have been renewed ${durationInWords(overdue)} ago` : null;
}

/**
 * Whether the time of a certificate (epoch ms) is up, or will be within `expiry` ms, after its name; null = it is not.
 * One made for a short life counts as ending in the last quarter of it.
 */
export function endTrouble(
  { from, to }: { from: number; to: number },
  now: number,
  expiry: number,
): string | null {
  const left = to - now;
  if (left <= 0) return `expired ${durationInWords(-left)} ago`;
  const lifetime = to - from;
  const soon = lifetime > 0 ? Math.min(expiry, lifetime / 4) : expiry;
  return left < soon ? `expires in ${durationInWords(left)}` : null;
}
