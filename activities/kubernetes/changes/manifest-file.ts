import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { oneOf } from '../../../systems/nearest.ts';
import type { ApplyManifest } from '../../../workflows/contract/kubernetes-changes.ts';
import type { RawObject } from '../raw-objects.ts';
import { never } from './change.ts';

/** What a file may hold, with where the API keeps it: nothing with rights or secrets, and nothing of the whole cluster. */
const allowed: Record<string, { apiVersion: string; plural: string }> = {
  ConfigMap: { apiVersion: 'v1', plural: 'configmaps' },
  Service: { apiVersion: 'v1', plural: 'services' },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments' },
  StatefulSet: { apiVersion: 'apps/v1', plural: 'statefulsets' },
  Ingress: { apiVersion: 'networking.k8s.io/v1', plural: 'ingresses' },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', plural: 'networkpolicies' },
  HorizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', plural: 'horizontalpodautoscalers' },
  PodDisruptionBudget: { apiVersion: 'policy/v1', plural: 'poddisruptionbudgets' },
};

const bounds = { bytes: 262_144, objects: 20 };

/** An object of a file, and its place in the API. */
export interface Manifest {
  object: RawObject;
  place: string;
}

/**
 * The objects of a file below the worker's folder of manifests, in its order.
 * @throws ApplicationFailure `ChangeRefused` for a file that is not there, that cannot be read, or that holds anything else
 */
export async function readManifests(
  folder: string | undefined,
  { file, target: { name: namespace } }: Pick<ApplyManifest, 'file' | 'target'>,
): Promise<Manifest[]> {
  if (folder === undefined) {
    throw never(
      `No folder of manifests is set: give the worker MAYDAY_MANIFESTS, the folder below which ${file} lies.`,
    );
  }
  const documents = parseAllDocuments(await textOf(folder, file));
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) throw never(`${file} is no YAML that can be read: ${error.message.split('\n')[0]}`);
  const manifests = documents
    .map((document) => document.toJS({ maxAliasCount: 100 }) as unknown)
    .filter((content) => content !== null && content !== undefined)
    .map((content) => manifestOf(content, file, namespace));
  if (manifests.length === 0) throw never(`${file} holds no object.`);
  if (manifests.length > bounds.objects) {
    throw never(
      `${file} holds ${manifests.length} objects, more than ${bounds.objects}: too many to look through.`,
    );
  }
  const places = manifests.map(({ place }) => place);
  const twice = places.find((place, i) => places.indexOf(place) !== i);
  if (twice) throw never(`${file} holds ${twice} twice.`);
  return manifests;
}

async function textOf(folder: string, file: string): Promise<string> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) throw never(`The folder of manifests (MAYDAY_MANIFESTS) is not there: ${folder}.`);
  const found = await realpath(path.join(root, file)).catch(() => undefined);
  if (found === undefined)
    throw never(`There is no ${file} below the folder of manifests (MAYDAY_MANIFESTS).`);
  // Neither dots nor links lead out of it.
  if (!found.startsWith(root + path.sep)) {
    throw never(`${file} lies outside of the folder of manifests (MAYDAY_MANIFESTS).`);
  }
  const { size } = await stat(found);
  if (size > bounds.bytes) throw never(`${file} has ${size} bytes, more than ${bounds.bytes}.`);
  return await readFile(found, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw never(`${file} cannot be read (${error.code}).`);
  });
}

function manifestOf(content: unknown, file: string, namespace: string): Manifest {
  const { apiVersion, kind, metadata } = (content ?? {}) as Partial<RawObject>;
  const known = typeof kind === 'string' && Object.hasOwn(allowed, kind) ? allowed[kind] : undefined;
  if (known === undefined) {
    throw never(`${file} holds a ${String(kind)}: only ${oneOf(Object.keys(allowed))} may be applied.`);
  }
  if (apiVersion !== known.apiVersion) {
    throw never(`${file} holds a ${kind} of ${String(apiVersion)}: write ${known.apiVersion}.`);
  }
  const name = metadata?.name;
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9.-]*$/.test(name)) {
    throw never(`${file} holds a ${kind} without a name that could be one.`);
  }
  if (metadata?.namespace !== undefined && metadata.namespace !== namespace) {
    throw never(
      `${file} holds the ${kind} ${name} in ${String(metadata.namespace)}: only the namespace ${namespace} is the catalogue's.`,
    );
  }
  const { status: _, ...object } = content as RawObject;
  const root = apiVersion.includes('/') ? 'apis' : 'api';
  return {
    object: { ...object, metadata: { ...metadata, name, namespace } },
    place: `/${root}/${apiVersion}/namespaces/${namespace}/${known.plural}/${name}`,
  };
}
