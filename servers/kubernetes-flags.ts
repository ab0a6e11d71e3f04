import path from 'node:path';
import { freePort } from './process.ts';

export async function etcdFlags(base: string, url: string): Promise<string[]> {
  const peerUrl = `http://127.0.0.1:${await freePort()}`;
  return [
    ...['--data-dir', path.join(base, 'etcd'), '--unsafe-no-fsync', '--log-level', 'error'],
    ...['--listen-client-urls', url, '--advertise-client-urls', url],
    ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
    ...['--initial-cluster', `default=${peerUrl}`],
  ];
}

/** Files of the keys that sign the tokens of service accounts. */
export interface Keys {
  readonly sign: string;
  readonly verify: string;
}

export function apiServerFlags(
  base: string,
  etcdUrl: string,
  port: number,
  { sign, verify }: Keys,
): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${path.join(base, 'certificates')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${verify}`,
    `--service-account-signing-key-file=${sign}`,
    '--authorization-mode=Node,RBAC',
    `--token-auth-file=${path.join(base, 'tokens.csv')}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--endpoint-reconciler-type=none',
    '--enable-priority-and-fairness=false',
    ...frontProxyFlags(base),
  ];
}

/** Files of the certificate by which other servers know that the API server passes a request on. */
export function frontProxy(base: string): { certificate: string; key: string } {
  const folder = path.join(base, 'front-proxy');
  return { certificate: `${folder}.crt`, key: `${folder}.key` };
}

function frontProxyFlags(base: string): string[] {
  const { certificate, key } = frontProxy(base);
  return [
    `--requestheader-client-ca-file=${certificate}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${certificate}`,
    `--proxy-client-key-file=${key}`,
  ];
}

export function controllerFlags(base: string, kubeconfigFile: string, { sign }: Keys): string[] {
  return [
    '--kubeconfig',
    kubeconfigFile,
    '--leader-elect=false',
    '--secure-port=0',
    `--service-account-private-key-file=${sign}`,
    `--root-ca-file=${path.join(base, 'certificates', 'apiserver.crt')}`,
    '--use-service-account-credentials=true',
  ];
}

export function kwokFlags(base: string, kubeconfigFile: string, configFile: string, port: number): string[] {
  const certificate = path.join(base, 'certificates', 'apiserver');
  return [
    ...['--kubeconfig', kubeconfigFile, '--config', configFile],
    '--manage-all-nodes=false',
    '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
    ...['--server-address', `127.0.0.1:${port}`, '--node-ip', '127.0.0.1', '--node-port', `${port}`],
    ...['--tls-cert-file', `${certificate}.crt`, '--tls-private-key-file', `${certificate}.key`],
  ];
}
