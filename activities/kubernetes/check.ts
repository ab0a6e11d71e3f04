import { ApplicationFailure } from '@temporalio/common';
import { retryable } from '../../workflows/contract/failures.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import { type Place, toFailure, troubleOf } from './failures.ts';
import type { Found } from './listing.ts';

/** What a check came to. */
export interface Seen {
  /** Whether what was seen is sick, as far as it was seen. */
  sick: boolean;
  says: string;
  evidence: NonNullable<Finding['evidence']>;
  /** What could not be seen, as sentences: with any, nothing sick is not yet well. */
  gaps: string[];
}

/**
 * Asks a cluster one question; not being let in is a finding too.
 * @throws ApplicationFailure `TargetUnreachable` or `RateLimited` when nothing was answered, to be tried again
 */
export async function check(
  name: string,
  kubernetes: Kubernetes,
  scope: KubernetesScope,
  ask: (cluster: Cluster) => Promise<Seen>,
): Promise<Finding> {
  try {
    const { sick, says, evidence, gaps } = await kubernetes.on(scope, ask);
    const verdict = sick ? 'sick' : gaps.length > 0 ? 'unknown' : 'well';
    const whole = [says, ...gaps].filter(Boolean).join(' ');
    return { check: name, verdict, says: whole, evidence: evidence.slice(0, 20) };
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (troubleOf(error) === 'not found') return { check: name, verdict: 'sick', says: error.message };
    if (error.type === retryable.targetUnreachable || error.type === retryable.rateLimited) throw error;
    return { check: name, verdict: 'unknown', says: error.message };
  }
}

/** Asks each of several places; what is forbidden or missing in one hides nothing of the others. */
export async function gather<Part, Item>(
  place: Place,
  parts: readonly Part[],
  ask: (part: Part) => Promise<Item[] | Found<Item>>,
): Promise<Found<Item>> {
  const gaps: string[] = [];
  const found = await Promise.all(
    parts.map(async (each) => {
      try {
        const answer = await ask(each);
        if (Array.isArray(answer)) return answer;
        gaps.push(...answer.gaps);
        return answer.items;
      } catch (error) {
        const failure = toFailure(error, place);
        const trouble = troubleOf(failure);
        if (trouble !== 'forbidden' && trouble !== 'not served') throw failure;
        gaps.push(failure.message);
        return [];
      }
    }),
  );
  return { items: found.flat(), gaps: [...new Set(gaps)] };
}
