import type { Finding } from '../contract/findings.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Checks } from './activities.ts';

/** What the file has a runbook look at in pods, beside the checks of its story. */
export function inPodQuestions({
  runbook,
  kubernetes = [],
}: SystemProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  const scopeOf = (workload: string) =>
    kubernetes.find(({ workloads }) => workloads.some(({ id }) => id === workload));
  const commands = (runbook.inPod ?? []).flatMap((command) => {
    const scope = scopeOf(command.workload);
    return scope
      ? [
          [
            `${command.name} in ${command.workload}`,
            (ask: Checks) => ask.kubernetesExec({ scope, command }),
          ] as const,
        ]
      : [];
  });
  const metrics = (runbook.podMetrics ?? []).flatMap((workload) => {
    const scope = scopeOf(workload);
    if (!scope) return [];
    return [
      [`metrics of ${workload}`, (ask: Checks) => ask.kubernetesPodMetrics({ scope, workload })] as const,
    ];
  });
  return Object.fromEntries([...commands, ...metrics]);
}
