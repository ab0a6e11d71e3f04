import type { Finding } from './contract/findings.ts';
import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { KubernetesScope } from './contract/kubernetes.ts';
import { called, certificateQuestions } from './diagnosis/certificate-questions.ts';
import { clusterQuestions } from './diagnosis/cluster-questions.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { whatPeopleCanDo } from './incident/guidance.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Offered } from './incident/mitigation.ts';

/**
 * Certificate expiry: what does cert-manager say of the certificates, which ones are shown, what do the names lead to?
 * One in trouble is issued again. (000 SSL Certificate Expiration; 001 certificate check; 002 Automated Monitoring; 003
 * Certificate Expiry)
 */
export async function certificateExpiry(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('certificateExpiry', input, renew);
}

async function renew(incident: Incident): Promise<Offered | 'nothing left'> {
  incident.inbox.newEpisode = false;
  const { profile } = incident;
  const certificates = certificateQuestions(profile);
  const logs = clusterQuestions(profile, ['logs'], withCertManager(profile.kubernetes));
  const found = await incident.diagnose({ ...certificates, ...logs, health: incident.health });
  const told = await offerAsCalledFor(incident, found, { 'certificates.renew': inTrouble(incident, found) });
  if (told !== 'applied') return told;
  // That the service answers says nothing of its other certificates, nor whether the new one is shown.
  incident.inbox.newEpisode = false;
  const after = await incident.diagnose(certificates);
  if (Object.values(after).every(({ verdict }) => verdict !== 'sick')) return told;
  incident.announce(whatPeopleCanDo(profile));
  return 'for people';
}

/** Of each cluster cert-manager itself. */
function withCertManager(scopes: KubernetesScope[] = []): KubernetesScope[] {
  return scopes.map((scope) => ({
    ...scope,
    workloads: scope.workloads.filter(({ name }) => name === 'cert-manager'),
  }));
}

/** The certificates in trouble: the catalogue's by their ids, the others by their names. */
function inTrouble({ profile: { kubernetes = [] } }: Incident, found: Record<string, Finding>): string[] {
  return kubernetes.flatMap((scope) => {
    const { evidence = [] } = found[called('certificates', scope)] ?? {};
    return evidence.flatMap(({ certificate, namespace, trouble }) => {
      if (trouble === null || trouble === undefined) return [];
      const known = scope.certificates?.find(
        (each) => each.name === certificate && each.namespace === namespace,
      );
      return known?.id ?? `${namespace}/${certificate}`;
    });
  });
}
