import type { V1Container, V1EnvVar } from '@kubernetes/client-node';
import type { Cluster } from '../clusters.ts';
import { toFailure, troubleOf } from '../failures.ts';
import { never } from './change.ts';

interface Place {
  namespace: string;
  /** What people call the workload. */
  name: string;
}

/** The variables that a container is given as texts. */
export function variablesOf({ env = [] }: V1Container): Record<string, string> {
  return Object.fromEntries(
    env.filter(({ valueFrom }) => !valueFrom).map(({ name, value = '' }) => [name, value]),
  );
}

/**
 * What has to be known of variables that are to be set, as sentences.
 * @throws ApplicationFailure `ChangeRefused` for what looks secret, and for what comes from elsewhere: there it is to be changed
 */
export async function mayBeSet(
  cluster: Cluster,
  place: Place,
  container: V1Container,
  names: readonly string[],
): Promise<string[]> {
  const now = variablesOf(container);
  for (const name of names) {
    if (looksSecret(name, Object.hasOwn(now, name) ? now[name] : undefined)) {
      throw never(`${name} of ${place.name} looks like a secret, which no plan may show: change it by hand.`);
    }
    const elsewhere = sourceOf(container.env?.find((each) => each.name === name));
    if (elsewhere) throw never(comesFrom(name, place, elsewhere));
  }
  const open = names.filter((name) => !Object.hasOwn(now, name));
  return open.length === 0 ? [] : await fromWhole(cluster, place, container, open);
}

/** Config maps and secrets of which a container takes every key: nobody but Kubernetes looks into the secrets. */
async function fromWhole(
  { core, place: at }: Cluster,
  place: Place,
  { envFrom = [] }: V1Container,
  names: readonly string[],
): Promise<string[]> {
  const secrets: string[] = [];
  for (const { configMapRef, secretRef, prefix = '' } of envFrom) {
    if (secretRef?.name) secrets.push(secretRef.name);
    if (!configMapRef?.name) continue;
    const { data = {} } = await core
      .readNamespacedConfigMap({ namespace: place.namespace, name: configMapRef.name })
      .catch((error) => {
        const failure = toFailure(error, at);
        if (troubleOf(failure) === 'not found') return { data: {} };
        throw failure;
      });
    const name = names.find(
      (each) => each.startsWith(prefix) && Object.hasOwn(data, each.slice(prefix.length)),
    );
    if (name) throw never(comesFrom(name, place, `the config map ${configMapRef.name}`));
  }
  if (secrets.length === 0) return [];
  return [
    `It also takes variables from the secret ${secrets.join(', ')}, which is not looked into: what is set here comes before those.`,
  ];
}

function comesFrom(variable: string, { name }: Place, source: string): string {
  return `${variable} of ${name} comes from ${source}: change it there, or by hand.`;
}

function sourceOf(variable: V1EnvVar | undefined): string | undefined {
  if (!variable?.valueFrom) return undefined;
  const { configMapKeyRef, secretKeyRef, fieldRef } = variable.valueFrom;
  if (configMapKeyRef) return `the config map ${configMapKeyRef.name} (key ${configMapKeyRef.key})`;
  if (secretKeyRef) return `the secret ${secretKeyRef.name} (key ${secretKeyRef.key})`;
  return fieldRef ? `the pod itself (${fieldRef.fieldPath})` : 'the container itself';
}

/** Plans are kept in histories, which hold no secrets. */
function looksSecret(name: string, value: string | undefined): boolean {
  return (
    /passw|passphrase|secret|token|credential|private|api_?key|access_?key/i.test(name) ||
    /:\/\/[^\s/?#@]*:[^\s/?#@]+@/.test(value ?? '')
  );
}
