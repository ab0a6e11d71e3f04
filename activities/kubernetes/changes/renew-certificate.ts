import type { RenewCertificate } from '../../../workflows/contract/kubernetes-changes.ts';
import type { PlanParameters } from '../../../workflows/contract/plans.ts';
import { durationInWords } from '../../amounts.ts';
import {
  type Certificate,
  type Condition,
  certificateNamed,
  certManagerApi,
  conditionOf,
  type IssuerReference,
  issuerTitle,
} from '../certificate.ts';
import { type CertificateRequest, listRequests, requestsFor } from '../certificate-requests.ts';
import type { Cluster } from '../clusters.ts';
import { type Signer, signerOf } from '../issuers.ts';
import { listedOfPart } from '../parts.ts';
import { type Kind, never, type Part, useless, type Wanted } from './change.ts';
import { asMergePatch, options } from './patches.ts';

/** Has cert-manager issue a certificate again, as `cmctl renew` does: nothing is deleted, and the old one serves until then. */
export const renewCertificate: Kind<RenewCertificate> = {
  absolute: false,
  async look(cluster, mitigation, wanted) {
    if (wanted.back) throw never('A certificate that was issued cannot be taken back.');
    const certificate = await certificateNamed(cluster, placeOf(mitigation, wanted.parameters));
    const signer = await signerOf(cluster, certificate);
    const { name, namespace } = certificate.metadata;
    if (signer.trouble !== null) {
      throw never(
        `The certificate ${name} in ${namespace} would not be issued: its ${signer.title} ${signer.trouble.replace(/\.$/, '')}.`,
      );
    }
    const requests = await listedOfPart('certificate requests', namespace, (within) =>
      listRequests(cluster, within),
    );
    const before = signedBefore(certificate, requestsFor(certificate, requests.items));
    return [partOf(cluster, certificate, { signer, before, wanted })];
  },
};

interface Around {
  signer: Signer;
  /** Who issued the one in use, where that is known. */
  before: IssuerReference | undefined;
  wanted: Wanted;
}

function partOf(cluster: Cluster, certificate: Certificate, { signer, before, wanted }: Around): Part {
  const { metadata, spec, status } = certificate;
  const { name, namespace, uid = '' } = metadata;
  const revision = status?.revision ?? 0;
  const id = certificateId(metadata);
  const planned = wanted.planned?.find((target) => target.id === id)?.state.revision;
  const issuing = conditionOf(certificate, 'Issuing')?.status === 'True';
  const old = before && issuerTitle(before);
  const changed = old !== undefined && old !== issuerTitle(spec.issuerRef);
  return {
    id,
    title: `certificate ${name} in ${namespace}`,
    state: {
      uid,
      revision,
      'not after': status?.notAfter ?? null,
      issuer: signer.title,
      secret: spec.secretName,
    },
    // Whoever had it issued since, once is enough.
    there: issuing || (typeof planned === 'number' && revision > planned),
    preview: [`cmctl renew ${name} -n ${namespace}`],
    observed: `${name} is at revision ${revision} and ${endOf(certificate)}${old ? `; the ${old} issued it` : ''}.`,
    predicted: `The ${signer.title}${signer.signs ? ` (${signer.signs})` : ''}, which is ready, issues revision ${revision + 1}${changed ? `: another issuer than before, which was the ${old}` : ''}.`,
    blastRadius: `The Secret ${spec.secretName} gets a new certificate, with a new key unless its rotation policy is Never; what reads it only when it starts shows the old one until it is restarted.${signer.signs === 'acme' ? ' The authority counts it against its limits.' : ''}`,
    undo: null,
    done: `cert-manager issues it anew, as revision ${revision + 1}`,
    write: ({ dryRun }) => markAsIssuing(cluster, certificate, dryRun),
  };
}

/** What a plan calls a certificate. */
function certificateId({ namespace, name }: Certificate['metadata']): string {
  return `certificate ${namespace}/${name}`;
}

/** Certificate and namespace, from the catalogue or, where that leaves them open, from who was asked. */
function placeOf({ target, namespaces }: RenewCertificate, { certificate, namespace }: PlanParameters) {
  if (target.kind === 'certificate') return target;
  const within = String(namespace ?? target.name).trim();
  if (!namespaces.includes(within)) {
    throw useless(`The catalogue does not name the namespace "${within}", but ${namespaces.join(', ')}.`);
  }
  return { namespace: within, name: String(certificate ?? '').trim() };
}

function signedBefore(
  { status }: Certificate,
  requests: readonly CertificateRequest[],
): IssuerReference | undefined {
  if (status?.revision === undefined) return undefined;
  const issued = requests.find((request) => request.status?.certificate !== undefined);
  return issued?.spec.issuerRef;
}

function endOf({ status }: Certificate): string {
  if (status?.notAfter === undefined) return 'has never been issued';
  const left = Date.parse(status.notAfter) - Date.now();
  return `${left > 0 ? 'ends in' : 'ended'} ${durationInWords(Math.abs(left))}${left > 0 ? '' : ' ago'} (${status.notAfter})`;
}

/** The condition that has cert-manager issue at once, under the version that was looked at. */
async function markAsIssuing(
  { custom }: Cluster,
  { metadata, status }: Certificate,
  dryRun: boolean,
): Promise<void> {
  const { name, namespace, generation, resourceVersion } = metadata;
  const issuing: Condition = {
    type: 'Issuing',
    status: 'True',
    reason: 'ManuallyTriggered',
    message: 'Certificate re-issuance manually triggered by Mayday',
    lastTransitionTime: new Date().toISOString(),
    observedGeneration: generation,
  };
  const others = (status?.conditions ?? []).filter(({ type }) => type !== issuing.type);
  await custom.patchNamespacedCustomObjectStatus(
    {
      ...certManagerApi,
      plural: 'certificates',
      ...options({ namespace, name, dryRun }),
      body: { metadata: { resourceVersion }, status: { conditions: [...others, issuing] } },
    },
    asMergePatch,
  );
}
