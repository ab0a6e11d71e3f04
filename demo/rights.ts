import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './cluster.ts';

const folder = new URL('../deploy/kubernetes/', import.meta.url);
const once = ['cluster/nodes', 'cluster/storage-classes', 'cluster/cluster-issuers'];
const inEach = [
  'namespace/looks',
  'namespace/changes',
  'namespace/manifests',
  'namespace/certificates',
  'scripts/scripts',
];

/** The account of Mayday's workers, and all rights of deploy/kubernetes/ that it has in the cluster and in these namespaces. */
export async function rightsIn(namespaces: readonly string[]): Promise<Manifest[]> {
  const accounts = (await manifestsOf('base/accounts')).map((each) => inNamespace(each, 'mayday'));
  const all = accounts.filter(({ metadata }) => metadata.name === 'worker');
  for (const file of once) all.push(...(await manifestsOf(`rights/${file}`)));
  for (const file of inEach) {
    const manifests = await manifestsOf(`rights/${file}`);
    all.push(...namespaces.flatMap((name) => manifests.map((each) => inNamespace(each, name))));
  }
  return all;
}

async function manifestsOf(file: string): Promise<Manifest[]> {
  const text = await readFile(new URL(`${file}.yaml`, folder), 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS());
}

function inNamespace(manifest: Manifest, namespace: string): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}
