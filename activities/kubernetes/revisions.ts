import type {
  V1ControllerRevision,
  V1Deployment,
  V1ObjectMeta,
  V1PodTemplateSpec,
  V1ReplicaSet,
} from '@kubernetes/client-node';
import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import type { Cluster } from './clusters.ts';
import { selectorText, type Workload } from './existing.ts';
import { listed } from './listing.ts';

/** One state of a workload's pods that was rolled out. */
export interface Revision {
  number: number;
  /** Of what keeps it. */
  name: string;
  /** When it was last rolled out, epoch ms. */
  at: number;
  images: string[];
  cause: string | null;
  /** How it differs from the revision before; a restart changes nothing but a stamp. */
  change: 'first' | 'restart' | 'image' | 'settings';
  /** An undo brought it back, under a new number. */
  cameBack: boolean;
  /** What its pods are made from. */
  template: Template | undefined;
}

interface Kept {
  number: number;
  name: string;
  createdAt: number;
  template: Template | undefined;
  cause: string | undefined;
  cameBack: boolean;
  /** When it was last written, epoch ms. */
  writtenAt: number;
}

type Template = Pick<V1PodTemplateSpec, 'metadata' | 'spec'>;

/** The revisions that a workload keeps, newest first. */
export async function revisionsOf(
  { apps }: Cluster,
  { kind, namespace }: WorkloadTarget,
  workload: Workload,
): Promise<Revision[]> {
  const labelSelector = selectorText(workload);
  const within = { namespace, labelSelector };
  const uid = workload.metadata?.uid;
  const owned = ({ metadata }: V1ReplicaSet | V1ControllerRevision) =>
    metadata?.ownerReferences?.some((owner) => owner.uid === uid) ?? false;
  const kept =
    kind === 'deployment'
      ? (await listed('replica sets', (page) => apps.listNamespacedReplicaSet({ ...within, ...page }))).items
          .filter(owned)
          .map(ofReplicaSet)
      : (
          await listed('revisions', (page) => apps.listNamespacedControllerRevision({ ...within, ...page }))
        ).items
          .filter(owned)
          .map(ofControllerRevision);
  const newestFirst = kept.sort((a, b) => b.number - a.number);
  return newestFirst.map((each, i) => ({
    number: each.number,
    name: each.name,
    at: i === 0 ? rolledOutAt(each, workload) : each.createdAt,
    images: imagesOf(each.template),
    cause: each.cause ?? null,
    change: changeFrom(newestFirst[i + 1]?.template, each.template),
    cameBack: each.cameBack,
    template: each.template,
  }));
}

function ofReplicaSet({ metadata, spec }: V1ReplicaSet): Kept {
  const annotations = metadata?.annotations ?? {};
  return {
    number: Number(annotations['deployment.kubernetes.io/revision'] ?? 0),
    name: metadata?.name ?? '',
    createdAt: metadata?.creationTimestamp?.getTime() ?? 0,
    template: spec?.template,
    cause: annotations['kubernetes.io/change-cause'],
    cameBack: 'deployment.kubernetes.io/revision-history' in annotations,
    writtenAt: writtenAt(metadata),
  };
}

function ofControllerRevision({ metadata, revision, data }: V1ControllerRevision): Kept {
  return {
    number: revision,
    name: metadata?.name ?? '',
    createdAt: metadata?.creationTimestamp?.getTime() ?? 0,
    template: (data as { spec?: { template?: Template } } | undefined)?.spec?.template,
    cause: metadata?.annotations?.['kubernetes.io/change-cause'],
    cameBack: writtenAt(metadata) > (metadata?.creationTimestamp?.getTime() ?? 0),
    writtenAt: writtenAt(metadata),
  };
}

/** When something was last written, epoch ms, as far as the API server knows. */
export function writtenAt(metadata: V1ObjectMeta | undefined): number {
  return Math.max(0, ...(metadata?.managedFields ?? []).map(({ time }) => time?.getTime() ?? 0));
}

/** What an undo brings back was made long ago: of a deployment the rollout's own progress tells when, else the last write. */
function rolledOutAt(newest: Kept, workload: Workload): number {
  if (!newest.cameBack) return newest.createdAt;
  const conditions: { type: string; lastUpdateTime?: Date }[] =
    (workload as V1Deployment).status?.conditions ?? [];
  const progress = conditions.find(({ type }) => type === 'Progressing')?.lastUpdateTime?.getTime();
  return Math.max(newest.createdAt, progress ?? newest.writtenAt);
}

function imagesOf(template: Template | undefined): string[] {
  return (template?.spec?.containers ?? []).map(({ image }) => image ?? 'no image');
}

function changeFrom(before: Template | undefined, after: Template | undefined): Revision['change'] {
  if (before === undefined) return 'first';
  if (imagesOf(before).join() !== imagesOf(after).join()) return 'image';
  return comparable(before) === comparable(after) ? 'restart' : 'settings';
}

const stamps = ['kubectl.kubernetes.io/restartedAt', 'mayday/restart', 'mayday/read'];
const added = ['pod-template-hash'];

function comparable(template: Template | undefined): string {
  const without = (record: Record<string, string> = {}, names: string[]) =>
    Object.entries(record)
      .filter(([name]) => !names.includes(name))
      .sort();
  const { annotations, labels } = template?.metadata ?? {};
  return JSON.stringify([without(annotations, stamps), without(labels, added), template?.spec]);
}
