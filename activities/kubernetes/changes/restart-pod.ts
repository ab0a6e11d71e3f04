import type { V1Pod } from '@kubernetes/client-node';
import { didYouMean, oneOf } from '../../../systems/nearest.ts';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { RestartPod } from '../../../workflows/contract/kubernetes-changes.ts';
import type { PlanTarget } from '../../../workflows/contract/plans.ts';
import { counted } from '../../amounts.ts';
import type { Cluster } from '../clusters.ts';
import { failureOf, toFailure, troubleOf } from '../failures.ts';
import { workloadOf } from '../owners.ts';
import { podTrouble } from '../pod-state.ts';
import { podsOf } from '../pods-in-scope.ts';
import { type Kind, never, type Part } from './change.ts';
import { isReady } from './ready-pods.ts';

/** Ends one pod of a workload, and no other that gets its name; its controller starts one in its place. */
export const restartPod: Kind<RestartPod> = {
  absolute: false,
  async look(cluster, { target }, { parameters, planned: [ended] = [] }) {
    const { items: pods } = await podsOf(cluster, target);
    const name = String(parameters.pod ?? '').trim();
    const pod = pods.find(({ metadata }) => metadata?.name === name);
    if (ended && pod?.metadata?.uid !== ended.state.uid) return [gone(ended)];
    if (!pod) throw missing(name, target, pods);
    if (workloadOf(pod, { workloads: [target] }) !== target.id) {
      throw never(
        `The pod ${name} has no controller of ${target.name} that would start it anew: its end would be for good.`,
      );
    }
    return [partOf(cluster, target, pod, pods)];
  },
};

function partOf({ core, place }: Cluster, target: WorkloadTarget, pod: V1Pod, pods: V1Pod[]): Part {
  const { name = '', namespace = '', uid = '', deletionTimestamp } = pod.metadata ?? {};
  const trouble = podTrouble(pod, Date.now());
  const others = pods.filter((each) => each !== pod && isReady(each)).length;
  return {
    id: `pod ${name}`,
    title: `pod ${name} in ${namespace}`,
    state: { uid },
    there: deletionTimestamp !== undefined,
    preview: [`kubectl delete pod ${name} -n ${namespace}`],
    observed: trouble
      ? `${name} is in trouble: ${trouble.reason}${trouble.message ? ` (${trouble.message})` : ''}.`
      : `${name} ${isReady(pod) ? 'is ready' : 'is not ready'}.`,
    predicted:
      target.kind === 'statefulSet'
        ? `${target.name} starts another of its name, once it has ended.`
        : `${target.name} starts another one in its place.`,
    blastRadius: `${target.dataStore ? 'It is of a data store: what it does is cut off. ' : ''}${
      others === 0
        ? `No other pod of ${target.name} is ready: nothing answers until the new one is.`
        : `${counted(others, 'other pod')} of ${target.name} ${others === 1 ? 'is' : 'are'} ready and ${others === 1 ? 'goes' : 'go'} on.`
    }`,
    undo: null,
    done: 'it is ended, and another one started',
    write: async ({ dryRun }) => {
      // The API server reads the query only where there is no body.
      const body = { preconditions: { uid }, ...(dryRun ? { dryRun: ['All'] } : {}) };
      await core.deleteNamespacedPod({ namespace, name, body }).catch((error: unknown) => {
        // It ended by itself in between.
        if (troubleOf(toFailure(error, place)) !== 'not found') throw error;
      });
    },
  };
}

/** What is left of a pod that was planned: nothing, or another one that has its name. */
function gone({ id, title, state }: PlanTarget): Part {
  const says = 'it is ended, and another one started';
  return {
    id,
    title,
    state,
    there: true,
    preview: [],
    observed: '',
    predicted: '',
    blastRadius: '',
    undo: null,
    done: says,
    write: async () => undefined,
  };
}

function missing(name: string, { name: workload, namespace }: WorkloadTarget, pods: V1Pod[]) {
  const names = pods.map(({ metadata }) => metadata?.name ?? '');
  const others =
    names.length > 0 ? `, but ${oneOf(names)}${didYouMean(name, names) || '.'}` : ', nor any other.';
  return failureOf({
    trouble: 'not found',
    says: `${workload} in ${namespace} has no pod "${name}"${others}`,
  });
}
