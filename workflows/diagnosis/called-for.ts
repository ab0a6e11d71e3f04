import { type Mitigation, partsOf, type SingleMitigation } from '../contract/mitigations.ts';
import type { Incident } from '../incident/incident.ts';

type Change = SingleMitigation['action'] | 'scale down' | 'dependencies';

/** For which workloads (or certificates, caches, dependencies) the findings call for a change, the worst hit first; what is not named is never called for. */
export type CallsFor = { [Each in Change]?: readonly string[] };

/**
 * Of the runbook's mitigations those that are called for, in the catalogue's order; of several that change the same in
 * the same way, that of the workload comes first that is worst hit. What is in effect already is not offered again.
 */
export function calledFor(incident: Incident, calls: CallsFor): Mitigation[] {
  const inEffect = new Set(incident.state.inEffect.map(({ mitigation }) => mitigation));
  const wanted = incident.mitigations.filter(
    (mitigation) => !inEffect.has(mitigation.name) && urgency(mitigation, calls) !== undefined,
  );
  const bySameChange = Map.groupBy(wanted, changeOf);
  for (const same of bySameChange.values()) {
    same.sort((a, b) => (urgency(a, calls) ?? 0) - (urgency(b, calls) ?? 0));
  }
  return wanted.flatMap((mitigation) => bySameChange.get(changeOf(mitigation))?.shift() ?? []);
}

/** The place of its worst hit workload, from 0; of a bundle that of its worst hit part. */
function urgency(mitigation: Mitigation, calls: CallsFor): number | undefined {
  const change = changeOf(mitigation);
  const hit = (change && calls[change]) ?? [];
  const places = partsOf(mitigation).flatMap((part) => {
    const ids = concerned(part);
    if (ids === undefined) return hit.length > 0 ? [0] : [];
    const place = hit.findIndex((id) => ids.includes(id));
    return place < 0 ? [] : [place];
  });
  return places.length === 0 ? undefined : Math.min(...places);
}

function changeOf(mitigation: Mitigation): Change | undefined {
  const [first] = partsOf(mitigation);
  if (first?.calledForBy) return first.calledForBy;
  return first?.action === 'kubernetes.scale' && first.down ? 'scale down' : first?.action;
}

/** The workloads whose pods a change is about, its certificate or cache; undefined where that cannot be told from the catalogue. */
function concerned(part: SingleMitigation): string[] | undefined {
  if (part.calledForBy) return undefined;
  switch (part.action) {
    case 'kubernetes.restart': {
      const { target, within } = part;
      if (target.kind !== 'namespace') return [target.id];
      return within.filter(({ dataStore }) => !dataStore).map(({ id }) => id);
    }
    case 'kubernetes.patchConfigMap':
      return part.restarts.length > 0 ? part.restarts.map(({ id }) => id) : undefined;
    case 'certificates.renew':
      return part.target.kind === 'certificate' ? [part.target.id] : undefined;
    case 'redis.flush':
    case 'files.deleteOld':
    case 'containers.pruneImages':
    case 'kubernetes.restartPod':
    case 'kubernetes.scale':
    case 'kubernetes.rollback':
    case 'kubernetes.setResources':
    case 'kubernetes.setEnvironment':
      return [part.target.id];
    default:
      return undefined;
  }
}
