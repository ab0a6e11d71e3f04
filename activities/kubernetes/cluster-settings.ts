import type { KubeConfig } from '@kubernetes/client-node';
import { didYouMean, oneOf } from '../../systems/nearest.ts';
import type { ClusterTarget } from '../../workflows/contract/kubernetes.ts';
import type { OwnCluster, Resolve } from '../dependencies.ts';
import { failureOf } from './failures.ts';
import { GuardedKubeConfig } from './guarded-settings.ts';

/**
 * How a cluster is reached: by what its target says, else as the worker's own.
 * @throws ApplicationFailure `InvalidInput` if that makes no way to a cluster
 */
export function settingsOf(
  target: ClusterTarget | undefined,
  resolve: Resolve,
  own: OwnCluster | undefined,
): KubeConfig {
  if (target) return target.kubeconfig ? fromKubeconfig(target, resolve) : fromAddress(target, resolve);
  if (own === undefined) {
    throw unusable(
      'The worker has no cluster of its own: it runs in none, and neither KUBECONFIG nor ~/.kube/config names one. Give the system a target of kind cluster, or the worker a kubeconfig.',
    );
  }
  return 'kubeconfig' in own ? fromFile(own.kubeconfig, 'The kubeconfig of the worker') : fromAccount(own);
}

/** What of it no message may hold. */
export function secretsOf(settings: KubeConfig): string[] {
  return settings.users
    .flatMap(({ token, password, keyData }) => [token, password, keyData])
    .filter((secret) => typeof secret === 'string' && secret.length >= 4) as string[];
}

function fromKubeconfig({ id, kubeconfig = '', context }: ClusterTarget, resolve: Resolve): KubeConfig {
  const given = resolve(kubeconfig);
  const title = `The kubeconfig of ${id}`;
  const settings = given.startsWith('/') ? fromFile(given, title) : parsed(given, title);
  if (context !== undefined) {
    const contexts = settings.contexts.map(({ name }) => name);
    if (!contexts.includes(context)) {
      throw unusable(
        `${title} has no context "${context}", but ${oneOf(contexts) || 'none at all'}${didYouMean(context, contexts)}.`,
      );
    }
    settings.setCurrentContext(context);
  }
  return usable(settings, title);
}

function fromAddress(target: ClusterTarget, resolve: Resolve): KubeConfig {
  const { id } = target;
  const value = (reference: string | undefined) => (reference === undefined ? undefined : resolve(reference));
  const encoded = (reference: string | undefined) => {
    const text = value(reference);
    return text === undefined ? undefined : Buffer.from(text).toString('base64');
  };
  const url = URL.parse(value(target.url) ?? '');
  if (url === null || url.protocol !== 'https:') {
    throw unusable(`The address of ${id} is not one of an API server: write https://host:port.`);
  }
  const settings = new GuardedKubeConfig();
  settings.loadFromClusterAndUser(
    { name: id, server: url.origin, caData: encoded(target.authority), skipTLSVerify: false },
    {
      name: id,
      token: value(target.bearer)?.trim(),
      certData: encoded(target.clientCertificate),
      keyData: encoded(target.clientKey),
    },
  );
  return settings;
}

/** As a pod reaches its own cluster; the token's file is read anew before it expires. */
function fromAccount({ server, account }: Extract<OwnCluster, { server: string }>): KubeConfig {
  const settings = new GuardedKubeConfig();
  settings.loadFromOptions({
    clusters: [{ name: 'own', server, caFile: `${account}/ca.crt`, skipTLSVerify: false }],
    users: [{ name: 'own', authProvider: { name: 'tokenFile', config: { tokenFile: `${account}/token` } } }],
    contexts: [{ name: 'own', cluster: 'own', user: 'own' }],
    currentContext: 'own',
  });
  return settings;
}

function fromFile(file: string, title: string): KubeConfig {
  const settings = new GuardedKubeConfig();
  try {
    settings.loadFromFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unusable(`${title} cannot be read (${code ?? 'it is no kubeconfig'}): ${file}.`);
  }
  return usable(settings, title);
}

/** Parsers quote what they stumble over, and that may be a token: their reasons are not repeated. */
function parsed(text: string, title: string): KubeConfig {
  const settings = new GuardedKubeConfig();
  try {
    settings.loadFromString(text);
  } catch {
    throw unusable(`${title} is none: give the text of a kubeconfig, or the path of one, starting with "/".`);
  }
  return settings;
}

function usable(settings: KubeConfig, title: string): KubeConfig {
  if (settings.getCurrentCluster() === null) {
    throw unusable(
      `${title} has no current context that leads to a cluster: set current-context, or name one.`,
    );
  }
  return settings;
}

function unusable(says: string) {
  return failureOf({ trouble: 'settings', says });
}
