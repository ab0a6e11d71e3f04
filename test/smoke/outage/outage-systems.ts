import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import type { Manifest } from '../../../demo/cluster.ts';
import type { SystemFile } from '../../../systems/schema.ts';

/** A system of a document: what of it gets a bad release, by the names of the catalogue. */
export interface OutageSystem {
  system: string;
  broken: string[];
  /** How Mayday calls the way back. */
  mitigation: string;
}

export const outageSystems: OutageSystem[] = [
  { system: 'codementor-ai', broken: ['server', 'client'], mitigation: 'rollBack' },
  { system: 'studyteddy', broken: ['backend'], mitigation: 'rollBack' },
  { system: 'agentic-startup-studio', broken: ['backend'], mitigation: 'rollBackBackend' },
  { system: 'onboarding-kyc', broken: ['onboardingApi'], mitigation: 'rollBackApi' },
  { system: 'neurocred', broken: ['backend'], mitigation: 'rollBack' },
];

export interface Workload {
  kind: 'deployment' | 'statefulSet';
  namespace: string;
  name: string;
  containers?: string[];
}

/** What these systems have in the cluster. */
export interface OutageCluster {
  namespaces: string[];
  manifests: Manifest[];
  /** Names of all containers. */
  logging: string[];
  /** By the system, those that get a bad release. */
  broken: Map<string, Workload[]>;
}

/** Reads the catalogue's systems; what of them runs, with the first version of all. */
export async function outageCluster(systems: readonly OutageSystem[]): Promise<OutageCluster> {
  const namespaces = new Set<string>();
  const manifests: Manifest[] = [];
  const logging = new Set<string>();
  const broken = new Map<string, Workload[]>();
  for (const { system, broken: names } of systems) {
    const { targets } = await systemFile(system);
    for (const target of Object.values(targets)) {
      if (target.kind === 'namespace') namespaces.add(target.name);
      else if ('namespace' in target) namespaces.add(target.namespace);
      if (target.kind !== 'deployment' && target.kind !== 'statefulSet') continue;
      manifests.push(running(target));
      for (const name of containerNames(target)) logging.add(name);
    }
    const releases = names.map((name) => targets[name] as Workload);
    const services = Object.values(targets).flatMap((target) =>
      target.kind === 'service' ? target.name : [],
    );
    const called = [...releases.map(({ name }) => name), ...services];
    for (const name of new Set(called)) {
      const behind = releases.find((workload) => name.startsWith(workload.name));
      if (behind) manifests.push(service(name, behind));
    }
    broken.set(system, releases);
  }
  return { namespaces: [...namespaces], manifests, logging: [...logging], broken };
}

/** Metrics that only a Prometheus has. */
const countedRequests = ['errorRate', 'latencyP95'];

/** What is there to answer: a front for HTTP, a cluster, and scripts. */
const answered = ['health', 'responseTimes', 'pods', 'errorsInLogs', 'script', 'shows'];

/**
 * The catalogue's files as they are, but with endpoints and scripts that answer here, without steps that ask what is not
 * there, Alice as approver, and short waits.
 */
export async function hurriedSystems(
  folder: string,
  systems: readonly OutageSystem[],
  edit: (file: SystemFile) => void = () => {},
): Promise<string> {
  const catalogue = path.join(folder, 'systems');
  await mkdir(catalogue);
  for (const { system, broken } of systems) {
    const file = await systemFile(system);
    edit(file);
    const [first] = broken.map((name) => file.targets[name] as Workload);
    if (!first) throw new Error(`${system} has nothing to break`);
    const steps = (file.verification?.steps ?? []).filter((step) =>
      Object.keys(step).some((kind) => answered.includes(kind)),
    );
    const asked = [file.verification?.health, ...steps.map((step) => 'health' in step && step.health)];
    for (const [name, target] of Object.entries(file.targets)) {
      if (target.kind === 'http' && asked.includes(name)) {
        target.url = `\${DEMO_FRONT_URL}/${first.namespace}/${first.name}`;
      }
    }
    for (const mitigation of Object.values(file.mitigations)) {
      if ('improves' in mitigation && countedRequests.includes(`${mitigation.improves?.metric}`))
        delete mitigation.improves;
    }
    if (file.scriptsRun)
      file.scriptsRun = { folder: await scriptsThatAreWell(folder, file), environment: {} };
    file.people = { ...file.people, alice: { publicKey: `\${DEMO_ALICE_PUBLIC_KEY}` } } as never;
    file.roles['on-call']?.push('alice');
    const severities = Object.entries(file.severities).map(([severity, terms]) => [
      severity,
      { ...terms, response: '1h', approval: '5m' },
    ]);
    const hurried = {
      ...file,
      severities: Object.fromEntries(severities),
      verification: { ...file.verification, steps, probes: 2, every: '1s' },
      stability: { window: '5s', every: '1s' },
    };
    await writeFile(path.join(catalogue, `${system}.yaml`), stringify(hurried));
  }
  return catalogue;
}

/** The folder of the file's scripts, each of which says that all is well. */
async function scriptsThatAreWell(folder: string, { system, scripts }: SystemFile): Promise<string> {
  const repository = path.join(folder, `repository-of-${system}`);
  for (const { run } of Object.values(scripts)) {
    const file = path.join(repository, run);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '#!/bin/sh\necho "all is well"\n', { mode: 0o755 });
  }
  return repository;
}

/** As it is written. */
async function systemFile(system: string): Promise<SystemFile> {
  const file = new URL(`../../../systems/${system}.yaml`, import.meta.url);
  return parse(await readFile(file, 'utf8'));
}

/** All pods are replaced at once, so that a release that cannot start leaves nothing that answers. */
function running(workload: Workload): Manifest {
  const { kind, namespace, name } = workload;
  const labels = { app: name, kind };
  return {
    apiVersion: 'apps/v1',
    kind: kind === 'deployment' ? 'Deployment' : 'StatefulSet',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      ...(kind === 'deployment' ? { strategy: { type: 'Recreate' } } : { serviceName: name }),
      template: { metadata: { labels }, spec: { containers: containersOf(workload, '1.4.0') } },
    },
  };
}

/** The containers of a release; the tag says what the nodes, which run no containers, tell of its pods. */
export function containersOf(workload: Workload, tag: string): object[] {
  const { name } = workload;
  return containerNames(workload).map((container) => ({ name: container, image: `${name}:${tag}` }));
}

function containerNames({ containers = [] }: Workload): string[] {
  return containers.length > 0 ? containers : ['app'];
}

function service(called: string, { kind, namespace, name }: Workload): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: called, namespace },
    spec: { selector: { app: name, kind }, ports: [{ name: 'http', port: 80 }] },
  };
}
