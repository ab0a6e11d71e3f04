import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import { canonical } from '../../../workflows/contract/keys.ts';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { Cluster } from '../clusters.ts';
import type { Workload } from '../existing.ts';
import type { Revision } from '../revisions.ts';
import { never } from './change.ts';
import { asJsonPatch, options } from './patches.ts';

const hashLabel = 'pod-template-hash';
const causeOf = 'kubernetes.io/change-cause';

interface Kept {
  /** As the API has it, whatever fields this client knows. */
  template: Template;
  cause: string | undefined;
}

type Template = { metadata?: { labels?: Record<string, string> }; [field: string]: unknown };

interface RawRevision {
  metadata?: { annotations?: Record<string, string> };
  /** Of a replica set. */
  spec?: { template?: Template };
  /** Of a controller revision. */
  data?: { spec?: { template?: Template & { $patch?: string } } };
}

/** The pod template that a revision keeps, whole. */
export async function templateOfRevision(
  { custom }: Cluster,
  { kind, namespace }: WorkloadTarget,
  name: string,
): Promise<Kept> {
  const { items } = (await custom.listNamespacedCustomObject({
    group: 'apps',
    version: 'v1',
    namespace,
    plural: kind === 'deployment' ? 'replicasets' : 'controllerrevisions',
    fieldSelector: `metadata.name=${name}`,
  })) as { items: RawRevision[] };
  const [revision] = items;
  const template = revision?.spec?.template ?? revision?.data?.spec?.template;
  if (!template) throw never(`The revision ${name} is gone: the history does not keep it any more.`);
  return { template: asWritten(template), cause: revision?.metadata?.annotations?.[causeOf] };
}

/** Puts a whole template in the place of the one that is there, with what is said of it, unless somebody wrote in between. */
export function writeWholeTemplate(
  { apps }: Cluster,
  { kind, namespace, name }: WorkloadTarget,
  {
    workload,
    version,
    template,
    cause,
    dryRun,
  }: Kept & { workload: Workload; version: string; dryRun: boolean },
) {
  const { annotations } = workload.metadata ?? {};
  const { [causeOf]: before, ...others } = annotations ?? {};
  const said = cause === undefined ? others : { ...others, [causeOf]: cause };
  const body = [
    { op: 'add', path: '/metadata/resourceVersion', value: version },
    { op: 'add', path: '/spec/template', value: template },
    ...(before === cause ? [] : [{ op: 'add', path: '/metadata/annotations', value: said }]),
  ];
  const request = { ...options({ namespace, name, dryRun }), body };
  return kind === 'deployment'
    ? apps.patchNamespacedDeployment(request, asJsonPatch)
    : apps.patchNamespacedStatefulSet(request, asJsonPatch);
}

/** Whether a workload's pods are made from the template of a revision. */
export function isTemplateOf({ template }: Revision, { spec }: Workload): boolean {
  return comparable(template) === comparable(spec?.template);
}

function comparable(template: V1PodTemplateSpec | undefined): string {
  const plain = JSON.stringify(template ?? {}, (_, value) => value ?? undefined);
  return canonical(asWritten(JSON.parse(plain) as Template));
}

/** Without what controllers add when they keep it. */
function asWritten({ $patch: _, metadata, ...template }: Template): Template {
  const { [hashLabel]: __, ...labels } = metadata?.labels ?? {};
  return { ...template, metadata: { ...metadata, labels } };
}
