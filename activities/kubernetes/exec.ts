import type { V1Pod } from '@kubernetes/client-node';
import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { final } from '../../workflows/contract/failures.ts';
import { check } from './check.ts';
import type { Kubernetes } from './clusters.ts';
import { linesOf } from './command-output.ts';
import { judged } from './command-verdict.ts';
import { mostTellingPod } from './most-telling-pod.ts';
import { podsOf } from './pods-in-scope.ts';
import { runInPod } from './run-in-pod.ts';

/** What a program of the catalogue prints in the pod of a workload that has most to tell. */
export function kubernetesExec(kubernetes: Kubernetes): PoolActivities['kubernetesExec'] {
  return ({ scope, command }) =>
    check(command.name, kubernetes, scope, async (cluster) => {
      const target = scope.workloads.find(({ id }) => id === command.workload);
      if (target === undefined) {
        throw ApplicationFailure.nonRetryable(
          `The catalogue has no workload "${command.workload}".`,
          final.invalidInput,
        );
      }
      const container = (pod: V1Pod) => command.container ?? target.containers[0] ?? mainContainer(pod);
      const { items } = await podsOf(cluster, target);
      const pod = await mostTellingPod(cluster, items, container);
      if (pod === undefined) {
        const gaps = [`${target.name} has no pod in which ${command.command[0]} could run.`];
        return { sick: false, says: '', evidence: [], gaps };
      }
      const { namespace } = target;
      const name = pod.metadata?.name ?? '';
      const ran = await runInPod(
        cluster,
        { namespace, pod: name, container: container(pod) },
        command.command,
      );
      const evidence = linesOf(ran.output).map((line) => ({ line }));
      return { ...judged(ran, command, name), evidence };
    });
}

function mainContainer({ metadata, spec }: V1Pod): string {
  const named = metadata?.annotations?.['kubectl.kubernetes.io/default-container'];
  return named ?? spec?.containers[0]?.name ?? '';
}
