import { type Certificate, type Condition, certManagerApi, conditionOf, issuerTitle } from './certificate.ts';
import type { Cluster } from './clusters.ts';
import { toFailure, troubleOf } from './failures.ts';

interface Issuer {
  spec: Record<string, unknown>;
  status?: { conditions?: Condition[] };
}

/** Who signs a certificate, and why it would not; a trouble goes on after the title. */
export interface Signer {
  /** `Issuer shop-ca` */
  title: string;
  /** `acme`, `ca`, `selfSigned`, `vault`, …; null where it is not one of cert-manager's own, or is missing. */
  signs: string | null;
  trouble: string | null;
}

/**
 * Asks for the issuer that a certificate names.
 * @throws ApplicationFailure if it may not be looked at
 */
export async function signerOf({ custom, place }: Cluster, { metadata, spec }: Certificate): Promise<Signer> {
  const { name, kind = 'Issuer', group = certManagerApi.group } = spec.issuerRef;
  const title = issuerTitle(spec.issuerRef);
  // What an issuer of somebody else's API says of itself is not known.
  if (group !== certManagerApi.group) return { title: `${title} (${group})`, signs: null, trouble: null };
  try {
    const issuer: Issuer =
      kind === 'ClusterIssuer'
        ? await custom.getClusterCustomObject({ ...certManagerApi, plural: 'clusterissuers', name })
        : await custom.getNamespacedCustomObject({
            ...certManagerApi,
            plural: 'issuers',
            namespace: metadata.namespace,
            name,
          });
    const ready = conditionOf(issuer, 'Ready');
    const why = ready?.message ?? 'nothing has looked at it yet';
    return {
      title,
      signs: Object.keys(issuer.spec)[0] ?? null,
      trouble: ready?.status === 'True' ? null : `is not ready (${why})`,
    };
  } catch (error) {
    const failure = toFailure(error, place);
    if (troubleOf(failure) !== 'not found') throw failure;
    return { title, signs: null, trouble: 'does not exist' };
  }
}
