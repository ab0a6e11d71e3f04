import type { X509Certificate } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import { counted, durationInWords } from '../amounts.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { type Host, hostsOfIngresses, hostsOfTargets } from '../dns/hosts.ts';
import { endTrouble } from '../kubernetes/certificate.ts';
import { issuedLast } from '../kubernetes/certificate-requests.ts';
import { certificatesInScope } from '../kubernetes/certificates-in-scope.ts';
import type { Cluster, Kubernetes } from '../kubernetes/clusters.ts';
import { commonName, covers, type Served, servedCertificate, unserved } from './served.ts';

const most = 20;

/**
 * The certificates that the system's https addresses and the TLS hosts of its ingresses really show, each beside the one
 * that cert-manager issued last for it; sick where a browser would refuse one now, or within `expiry` ms.
 */
export function tlsCertificate(
  { resolve }: Pick<PoolDependencies, 'resolve'>,
  kubernetes: Kubernetes,
  { port = 443 }: { port?: number } = {},
): PoolActivities['tlsCertificate'] {
  return async ({ targets, scope, expiry }) => {
    const ours = hostsOfTargets(targets, resolve);
    const theirs: Known = await known(async () =>
      scope
        ? await kubernetes.on(scope, async (cluster) => {
            const [hosts, issued] = await Promise.all([
              hostsOfIngresses(cluster, scope, port),
              issuedIn(cluster, scope),
            ]);
            return { ...issued, hosts: hosts.items, gaps: [...hosts.gaps, ...issued.gaps] };
          })
        : nothing,
    );
    const hosts = each([...ours.items, ...theirs.hosts].filter(({ tls }) => tls));
    const now = Date.now();
    const rows = await Promise.all(
      hosts.slice(0, most).map((host) => rowOf(host, theirs.issued, { now, expiry })),
    );
    rows.sort((a, b) => order(a) - order(b) || (a.expires ?? '').localeCompare(b.expires ?? ''));
    const gaps = [
      ...ours.gaps,
      ...theirs.gaps,
      ...rows.filter(({ verdict }) => verdict === 'unknown').map(troubled),
    ];
    if (hosts.length > most) gaps.push(`${hosts.length - most} more hosts were not asked.`);
    const sick = rows.some(({ verdict }) => verdict === 'sick');
    return {
      check: 'tls',
      verdict: sick ? 'sick' : gaps.length > 0 ? 'unknown' : 'well',
      says: [says(rows, now), ...gaps].filter(Boolean).join(' '),
      evidence: rows.map(({ verdict: _, ...row }) => row),
    };
  };
}

/** The certificate that cert-manager issued last, with its name. */
interface Issued {
  title: string;
  x509: X509Certificate;
}

interface Known {
  hosts: Host[];
  issued: Issued[];
  gaps: string[];
}

const nothing: Known = { hosts: [], issued: [], gaps: [] };

async function known(ask: () => Promise<Known>): Promise<Known> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return { ...nothing, gaps: [error.message] };
  }
}

/** Where there is no cert-manager, that is no gap here; what else it cannot say hides no host. */
async function issuedIn(cluster: Cluster, scope: KubernetesScope): Promise<Known> {
  const { issued, gaps } = await known(async () => {
    const found = await certificatesInScope(cluster, scope);
    const issued = found.items.flatMap(({ certificate: { metadata }, requests }): Issued[] => {
      const x509 = issuedLast(requests);
      return x509 ? [{ title: `${metadata.namespace}/${metadata.name}`, x509 }] : [];
    });
    return { ...nothing, issued, gaps: found.gaps };
  });
  return { ...nothing, issued, gaps: gaps.filter((gap) => !gap.startsWith('No cert-manager')) };
}

function each(hosts: Host[]): Host[] {
  return [...new Map(hosts.map((host) => [`${host.name}:${host.port}`, host])).values()];
}

type Row = Awaited<ReturnType<typeof rowOf>>;

const order = ({ verdict }: Row) => ['sick', 'unknown', 'well'].indexOf(verdict);

function troubled({ host, trouble, newer }: Row): string {
  return `${host} ${trouble}${newer ? `; ${newer}` : ''}.`;
}

function says(rows: Row[], now: number): string {
  const sick = rows.filter(({ verdict }) => verdict === 'sick');
  if (sick.length > 0)
    return `${sick.length} of ${counted(rows.length, 'host')} in trouble: ${sick.slice(0, 3).map(troubled).join(' ')}`;
  if (rows.length === 0) return 'The system has no https address.';
  const shown = rows.filter(({ expires }) => expires !== null);
  const [first] = shown;
  if (!first?.expires) return '';
  const newer = rows.flatMap((row) => (row.newer ? `Of ${row.host}, ${row.newer}.` : []));
  const left = durationInWords(Date.parse(first.expires) - now);
  return `${counted(shown.length, 'host')}, each with a certificate that is trusted; the first to end is that of ${first.host}, in ${left}. ${newer.slice(0, 2).join(' ')}`.trim();
}

async function rowOf(host: Host, issued: Issued[], { now, expiry }: { now: number; expiry: number }) {
  const title = host.port === 443 ? host.name : `${host.name}:${host.port}`;
  const row = { host: title, of: host.of };
  let served: Served;
  try {
    served = await servedCertificate(host.name, host.port);
  } catch (error) {
    const { verdict, says: trouble } = unserved(error);
    const none = { expires: null, issuer: null, names: null, serial: null, issued: null, newer: null };
    return { ...row, trouble, ...none, verdict };
  }
  const { certificate, refused } = served;
  const time = { from: Date.parse(certificate.validFrom), to: Date.parse(certificate.validTo) };
  const early = time.from > now ? 'shows a certificate that is not valid yet' : null;
  const ending = endTrouble(time, now, expiry);
  const trouble = refused ?? early ?? (ending === null ? null : `shows a certificate that ${ending}`);
  const own = ofHost(host, certificate, issued);
  return {
    ...row,
    trouble,
    expires: new Date(time.to).toISOString(),
    issuer: commonName(certificate.issuer),
    names: certificate.subjectAltName?.replaceAll('DNS:', '').slice(0, 200) ?? null,
    serial: certificate.serialNumber,
    issued: own?.x509.serialNumber ?? null,
    newer: own && own.x509.serialNumber !== certificate.serialNumber ? notServed(own) : null,
    verdict: trouble === null ? 'well' : 'sick',
  };
}

/** The one that is shown, else the one that lasts longest of those for the host. */
function ofHost({ name }: Host, { serialNumber }: X509Certificate, issued: Issued[]): Issued | undefined {
  const fitting = issued.filter(({ x509 }) => covers(x509, name));
  return (
    fitting.find(({ x509 }) => x509.serialNumber === serialNumber) ??
    fitting.toSorted((a, b) => Date.parse(b.x509.validTo) - Date.parse(a.x509.validTo))[0]
  );
}

function notServed({ title, x509 }: Issued): string {
  const until = new Date(x509.validTo).toISOString().slice(0, 16).replace('T', ' ');
  return `cert-manager has issued another for ${title} (until ${until} UTC), which is not shown: what serves it has not read it yet`;
}
