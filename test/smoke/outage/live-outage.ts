import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ClusterOptions, type ClusterScene, clusterScene } from '../../../demo/cluster-scene.ts';
import { type Stack, type StackOptions, startStack } from '../../../demo/stack.ts';
import { behaviours } from '../../../servers/kwok-stages.ts';
import { until } from '../../../servers/process.ts';
import type { SystemFile } from '../../../systems/schema.ts';
import type { LiveIncident } from '../../harness/live-incident.ts';
import { endAll, LiveStack } from '../../harness/live-stack.ts';
import {
  containersOf,
  hurriedSystems,
  type OutageCluster,
  type OutageSystem,
  outageCluster,
  type Workload,
} from './outage-systems.ts';

/** One release of a workload that the cluster keeps. */
export interface Kept {
  revision: string | undefined;
  image: string | undefined;
  replicas: number;
}

type OutageProxies = Pick<ClusterOptions, 'apiProxy'> & Pick<StackOptions<ClusterScene>, 'temporalProxy'>;

interface OutageOptions extends OutageProxies {
  /** Changes what the files of the systems say. */
  edit?(file: SystemFile): void;
}

type Labelled = { annotations?: Record<string, string> };
interface ReplicaSets {
  items: {
    metadata: Labelled;
    spec: { replicas: number; template: { spec: { containers: { image: string }[] } } };
  }[];
}

/** The whole real stack on a real control plane, with systems of the documents that wait as short as they may. */
export class LiveOutage extends LiveStack<Stack & ClusterScene> {
  private readonly cluster: OutageCluster;

  private constructor(
    stack: Stack & ClusterScene,
    folder: string,
    stops: (() => Promise<unknown>)[],
    cluster: OutageCluster,
  ) {
    super(stack, folder, stops);
    this.cluster = cluster;
  }

  static async start(
    systems: readonly OutageSystem[],
    { apiProxy, temporalProxy, edit }: OutageOptions = {},
  ): Promise<LiveOutage> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-outage-'));
    const stops: (() => Promise<unknown>)[] = [];
    try {
      const cluster = await outageCluster(systems);
      const [first] = cluster.broken.get(systems[0]?.system ?? '') ?? [];
      const stack = await startStack({
        say: () => undefined,
        folder,
        owns: (stop) => stops.push(stop),
        scene: clusterScene({ ...cluster, shop: `${first?.namespace}/${first?.name}`, apiProxy }),
        catalogue: await hurriedSystems(folder, systems, edit),
        temporalProxy,
        temporal: { headless: true, tuned: true },
      });
      return new LiveOutage(stack, folder, stops, cluster);
    } catch (error) {
      await endAll(stops, folder);
      throw error;
    }
  }

  /** What of the system gets bad releases. */
  broken(system: string): Workload[] {
    return this.cluster.broken.get(system) ?? [];
  }

  /** Rolls the tag out to what breaks of the system, and waits until the cluster has begun. */
  async release(system: string, tag: string): Promise<void> {
    for (const workload of this.broken(system)) {
      const containers = containersOf(workload, tag);
      await this.stack.kubernetes.ask('PATCH', placeOf(workload), {
        spec: { template: { spec: { containers } } },
      });
      await until(
        async () =>
          (await this.kept(workload)).some(({ image, replicas }) => image?.endsWith(tag) && replicas > 0),
        { deadlineMs: 60_000 },
      );
    }
  }

  /** Until the front answers so for all that breaks of the system. */
  async answers(system: string, status: 200 | 503): Promise<void> {
    const { frontUrl } = this.stack;
    const seen = async ({ namespace, name }: Workload) =>
      (await fetch(`${frontUrl}/${namespace}/${name}`)).status === status;
    await until(async () => (await Promise.all(this.broken(system).map(seen))).every(Boolean), {
      deadlineMs: 60_000,
    });
  }

  /** A second release, then the bad third one, which nothing answers under. */
  async breakSystem(system: string, { good = '1.4.1', bad = 'crash-loop' } = {}): Promise<void> {
    await this.answers(system, 200);
    await this.release(system, good);
    await this.answers(system, (behaviours as readonly string[]).includes(good) ? 503 : 200);
    await this.release(system, bad);
    await this.answers(system, 503);
  }

  /** Its releases by age, the newest revision last. */
  async kept({ namespace, name }: Workload): Promise<Kept[]> {
    const all = `/apis/apps/v1/namespaces/${namespace}/replicasets?labelSelector=app%3D${name}`;
    const { items } = (await this.stack.kubernetes.ask('GET', all)) as ReplicaSets;
    return items
      .map(({ metadata, spec }) => ({
        revision: metadata.annotations?.['deployment.kubernetes.io/revision'],
        image: spec.template.spec.containers[0]?.image,
        replicas: spec.replicas,
      }))
      .sort((a, b) => Number(a.revision) - Number(b.revision));
  }

  /** The alert of the system's outage, or of another runbook; a group of its own opens an incident of its own. */
  async alert(system: string, group = system, runbook = 'applicationOutage'): Promise<LiveIncident> {
    const labels = { alertname: 'Down', system, runbook };
    const annotations = { summary: `${system} answers nobody` };
    const startsAt = new Date().toISOString();
    const response = await this.send({
      version: '4',
      status: 'firing',
      receiver: 'mayday',
      groupKey: group,
      groupLabels: labels,
      commonLabels: labels,
      commonAnnotations: annotations,
      externalURL: 'http://alertmanager.example:9093',
      truncatedAlerts: 0,
      alerts: [
        {
          status: 'firing',
          labels,
          annotations,
          startsAt,
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: 'http://prometheus.example:9090/graph',
          fingerprint: `${system}-${group}`,
        },
      ],
    });
    return this.opened(response);
  }
}

/** Where the API keeps it. */
export function placeOf({ kind, namespace, name }: Workload): string {
  const kinds = kind === 'deployment' ? 'deployments' : 'statefulsets';
  return `/apis/apps/v1/namespaces/${namespace}/${kinds}/${name}`;
}
