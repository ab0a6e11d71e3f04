import { ApiException } from '@kubernetes/client-node';
import { hashOf } from '../../../workflows/contract/keys.ts';
import type { ApplyManifest } from '../../../workflows/contract/kubernetes-changes.ts';
import { counted } from '../../amounts.ts';
import type { Cluster } from '../clusters.ts';
import type { RawObject } from '../raw-objects.ts';
import { type Kind, never, type Part } from './change.ts';
import { differenceLines, type FieldDifference, fieldDifferences } from './field-differences.ts';
import { type Manifest, readManifests } from './manifest-file.ts';

/** More lines are not read by anybody before they approve them. */
const most = 200;

/** Applies a file of the catalogue, as the API server itself says what of it would change anything. */
export const applyManifest: Kind<ApplyManifest> = {
  absolute: true,
  async look(cluster, mitigation, { back }) {
    if (back) throw never('What a file was applied over is not known any more: it cannot be taken back.');
    const { file } = mitigation;
    const manifests = await readManifests(cluster.manifests, mitigation);
    const parts = await Promise.all(manifests.map((manifest) => partOf(cluster, manifest, file)));
    const lines = parts.reduce((sum, { preview }) => sum + preview.length, 0);
    if (lines > most) {
      throw never(`${file} would change ${lines} lines, more than anybody looks through: apply it by hand.`);
    }
    return parts;
  },
};

async function partOf({ raw }: Cluster, { object, place }: Manifest, file: string): Promise<Part> {
  const { name, namespace } = object.metadata;
  const id = `${object.kind} ${name}`;
  const title = `${id} in ${namespace}`;
  const apply = (now: RawObject | undefined, dryRun: boolean) => {
    const { resourceVersion } = now?.metadata ?? {};
    const metadata = { ...object.metadata, ...(resourceVersion ? { resourceVersion } : {}) };
    return raw.apply(place, { ...object, metadata }, { dryRun }).catch((error: unknown) => {
      throw kept(error, title, file) ?? error;
    });
  };
  const { now, after } = await compared(
    () => raw.read(place),
    (before) => apply(before, true),
  );
  const change = now ? fieldDifferences(now, after) : fieldDifferences(undefined, object);
  return {
    id,
    title,
    state: {
      uid: now?.metadata.uid ?? null,
      file: hashOf(object).slice(0, 16),
      change: hashOf(JSON.stringify(change)).slice(0, 16),
    },
    there: change.length === 0,
    preview: [
      `kubectl apply --server-side --field-manager=mayday -f ${file} # ${id}:`,
      ...change.flatMap(differenceLines).map((line) => `#   ${line}`),
    ],
    observed: now
      ? `The ${title} is another than in ${file} in ${counted(change.length, 'field')}.`
      : `There is no ${title} yet.`,
    predicted: `Afterwards ${name} is as the file says; what it leaves out stays, unless an earlier application has set it.`,
    blastRadius: reach(object, change, now),
    undo: null,
    done: doneText(now, change),
    write: ({ dryRun }) => apply(now, dryRun),
  };
}

/** What is there and what a dry run makes of it; both again where somebody wrote in between, as controllers often do. */
async function compared(
  read: () => Promise<RawObject | undefined>,
  dryRun: (now: RawObject | undefined) => Promise<RawObject>,
) {
  for (let attempt = 1; ; attempt += 1) {
    const now = await read();
    try {
      return { now, after: await dryRun(now) };
    } catch (error) {
      if (!(error instanceof ApiException) || error.code !== 409 || attempt === 5) throw error;
    }
  }
}

function doneText(now: RawObject | undefined, change: FieldDifference[]): string {
  if (!now) return 'made';
  return change.length === 0 ? 'it is as the file says' : `${counted(change.length, 'field')} changed`;
}

function reach({ kind, metadata }: RawObject, change: FieldDifference[], now: RawObject | undefined): string {
  const restarts = now !== undefined && change.some(({ field }) => field.startsWith('spec.template.'));
  return restarts
    ? `The pods of ${metadata.name} are replaced, one after the other.`
    : `Whatever goes by the ${kind} ${metadata.name}.`;
}

interface Status {
  details?: { causes?: { reason?: string; message?: string; field?: string }[] };
}

/** Fields that others keep are theirs: the failure names them. Undefined of any other error. */
function kept(error: unknown, title: string, file: string): Error | undefined {
  if (!(error instanceof ApiException) || error.code !== 409) return undefined;
  const { details } = JSON.parse(String(error.body)) as Status;
  const fields = (details?.causes ?? []).filter(({ reason }) => reason === 'FieldManagerConflict');
  if (fields.length === 0) return undefined;
  const whose = fields.map(({ field, message = '' }) => {
    const manager = /"([^"]+)"/.exec(message)?.[1] ?? 'somebody else';
    return `${field?.replace(/^\./, '')} (${manager})`;
  });
  return never(
    `The ${title} has fields that others keep, and that the file sets otherwise: ${whose.join(', ')}. Mayday never takes them away: take them out of the file, have whoever keeps them change them, or hand them over by hand (kubectl apply --server-side --field-manager=mayday --force-conflicts -f ${file}).`,
  );
}
