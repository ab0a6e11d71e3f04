import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { kustomize } from '../../../servers/kustomize.ts';

const folder = fileURLToPath(new URL('../../../deploy/kubernetes', import.meta.url));

export const overlays = ['own-temporal', 'temporal-cloud', 'example', 'versions'] as const;

/** What is read of an object here; the API server reads the rest. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  rules?: Rule[];
  roleRef?: { kind: string; name: string };
  subjects?: { kind: string; name: string; namespace?: string }[];
  spec?: Record<string, unknown>;
  automountServiceAccountToken?: boolean;
}

/** The overlays, and components that none of them has. */
export const variants: [string, () => Promise<Manifest[]>][] = [
  ...overlays.map((name): [string, () => Promise<Manifest[]>] => [name, () => overlay(name)]),
  [
    'own-temporal by certificates, scaled',
    () =>
      built(
        ['overlays/own-temporal'],
        ['components/temporal-mtls', 'components/autoscaling', 'components/priority'],
      ),
  ],
  [
    'example with temporal-cloud',
    () => edited('example', (text) => text.replace(/^( +- )\S+ # or (\S*temporal-cloud)$/m, '$1$2')),
  ],
  ['example, encrypted', () => built(['overlays/example'], ['components/encryption'])],
  [
    'temporal-cloud, scaled',
    () =>
      built(
        ['overlays/temporal-cloud'],
        ['components/autoscaling', 'components/autoscaling-api-key', 'components/ingress'],
      ),
  ],
];

export interface Rule {
  apiGroups?: string[];
  resources?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

export interface Container {
  name: string;
  image: string;
  command: string[];
  envFrom?: { configMapRef: { name: string; optional?: boolean } }[];
  env?: { name: string; value: string }[];
  ports?: { name: string; containerPort: number }[];
  volumeMounts: { name: string; mountPath: string }[];
  [probe: `${string}Probe`]: { httpGet: { path: string; port: string } } | undefined;
}

export interface PodSpec {
  serviceAccountName: string;
  automountServiceAccountToken?: boolean;
  terminationGracePeriodSeconds: number;
  containers: [Container];
  volumes: Volume[];
}

interface Volume {
  name: string;
  configMap?: { name: string };
  secret?: { secretName: string };
  persistentVolumeClaim?: { claimName: string };
}

export interface Deployment extends Manifest {
  spec: {
    replicas?: number;
    selector: { matchLabels: Record<string, string> };
    template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
  };
}

/** What one of the overlays makes. */
export async function overlay(name: string): Promise<Manifest[]> {
  return objects(await kustomize(path.join(folder, 'overlays', name)));
}

/** What a kustomization of these folders of deploy/kubernetes/ makes, one after the other. */
export async function built(resources: string[], components: string[]): Promise<Manifest[]> {
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-kustomize-'));
  const from = (name: string) => path.relative(base, path.join(folder, name));
  try {
    const text = { resources: resources.map(from), components: components.map(from) };
    await writeFile(path.join(base, 'kustomization.yaml'), JSON.stringify(text));
    return objects(await kustomize(base));
  } finally {
    await rm(base, { recursive: true });
  }
}

/** What one of the overlays makes after somebody has edited its kustomization.yaml. */
export async function edited(name: string, edit: (text: string) => string): Promise<Manifest[]> {
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-kustomize-'));
  try {
    await cp(folder, base, { recursive: true });
    const file = path.join(base, 'overlays', name, 'kustomization.yaml');
    const text = await readFile(file, 'utf8');
    const changed = edit(text);
    if (changed === text) throw new Error(`overlays/${name} has no longer what the edit is about.`);
    await writeFile(file, changed);
    return objects(await kustomize(path.dirname(file)));
  } finally {
    await rm(base, { recursive: true });
  }
}

export function deployments(manifests: readonly Manifest[]): Deployment[] {
  return manifests.filter(({ kind }) => kind === 'Deployment') as Deployment[];
}

/** The environment of a Deployment's container, as the kubelet makes it of its config maps. */
export function environmentOf(manifests: readonly Manifest[], { spec }: Deployment): Record<string, string> {
  const [{ envFrom = [], env = [] }] = spec.template.spec.containers;
  const all: Record<string, string> = {};
  for (const { configMapRef } of envFrom) {
    const map = manifests.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef.name,
    );
    if (!map && !configMapRef.optional) throw new Error(`there is no ConfigMap ${configMapRef.name}`);
    Object.assign(all, map?.data);
  }
  for (const { name, value } of env)
    all[name] = value.replaceAll(/\$\((\w+)\)/g, (_, other) => all[other] ?? '');
  return all;
}

function objects(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}
