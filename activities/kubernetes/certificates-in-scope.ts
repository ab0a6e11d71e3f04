import type { KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import type { CertificateTarget } from '../../workflows/contract/kubernetes-changes.ts';
import { type Certificate, certificateNamed, listCertificates } from './certificate.ts';
import { type CertificateRequest, listRequests, requestsFor } from './certificate-requests.ts';
import { gather } from './check.ts';
import type { Cluster } from './clusters.ts';
import { failureOf, toFailure, troubleOf } from './failures.ts';
import { listedOfPart } from './parts.ts';

/** A certificate and what was asked of its issuer, the newest first. */
export interface Requested {
  certificate: Certificate;
  requests: CertificateRequest[];
}

/** Every certificate of the system's own namespaces, and those of the catalogue in others; missing ones are a failure. */
export async function certificatesInScope(cluster: Cluster, scope: KubernetesScope) {
  const { namespaces, certificates = [] } = scope;
  const elsewhere = certificates.filter(({ namespace }) => !namespaces.includes(namespace));
  const found = await gather<string | CertificateTarget, Certificate>(
    cluster.place,
    [...namespaces, ...elsewhere],
    (part) => orWithoutCertManager(cluster, () => certificatesOf(cluster, part, certificates)),
  );
  const within = [...new Set(found.items.map(({ metadata }) => metadata.namespace))];
  const requested = await gather(cluster.place, within, (part) =>
    listedOfPart('certificate requests', part, (page) => listRequests(cluster, page)),
  );
  const items = found.items.map(
    (certificate): Requested => ({ certificate, requests: requestsFor(certificate, requested.items) }),
  );
  return { items, gaps: [...found.gaps, ...requested.gaps] };
}

async function certificatesOf(
  cluster: Cluster,
  part: string | CertificateTarget,
  wanted: readonly CertificateTarget[],
) {
  if (typeof part !== 'string') return [await certificateNamed(cluster, part)];
  const all = await listedOfPart('certificates', part, (page) => listCertificates(cluster, page));
  const names = all.items.map(({ metadata }) => metadata.name);
  const missing = wanted.find(({ namespace, name }) => namespace === part && !names.includes(name));
  if (missing) await certificateNamed(cluster, missing);
  return all;
}

/** Where nothing serves the API of cert-manager, that is what is said. */
async function orWithoutCertManager<T>({ place }: Cluster, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const failure = toFailure(error, place);
    if (troubleOf(failure) !== 'not served') throw failure;
    const says = `No cert-manager in ${place.name}: nothing there serves cert-manager.io/v1.`;
    throw failureOf({ trouble: 'not served', says });
  }
}
