import { targetsOfPart } from './bundles.ts';
import type { ClusterTarget } from './kubernetes.ts';
import { type Mitigation, partsOf } from './mitigations.ts';
import type { Plan } from './plans.ts';

/** A certificate that was to be issued again. */
export interface IssuanceQuestion {
  /** Absent = the worker's own cluster. */
  cluster?: ClusterTarget;
  namespace: string;
  name: string;
  /** The one before it. */
  revision: number;
}

/** The certificates that a plan has issued again; none where it is about other things. */
export function issuancesOf(mitigation: Mitigation, { targets }: Pick<Plan, 'targets'>): IssuanceQuestion[] {
  return partsOf(mitigation).flatMap((part) => {
    if (part.action !== 'certificates.renew') return [];
    const { cluster } = part;
    const own = mitigation.action === 'bundle' ? targetsOfPart(part.name, targets) : targets;
    return own.flatMap(({ id, state }) => {
      const [, namespace, name] = /^certificate ([^/ ]+)\/(\S+)$/.exec(id) ?? [];
      if (!namespace || !name) return [];
      return { ...(cluster ? { cluster } : {}), namespace, name, revision: Number(state.revision ?? 0) };
    });
  });
}
