import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Action } from '../../activities/mitigations/action.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { ClusterQuestion, WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import type { KubernetesMitigation } from '../../workflows/contract/kubernetes-changes.ts';
import { targetIds } from '../../workflows/contract/mitigations.ts';

/** What can be wrong with a workload of the scripted world, and which changes help. */
const remedies = {
  'bad deploy': ['kubernetes.rollback'],
  'crash loop': ['kubernetes.restart', 'kubernetes.restartPod'],
  'error lines': ['kubernetes.restart', 'kubernetes.scale'],
  'out of memory': ['kubernetes.setResources', 'kubernetes.scale', 'kubernetes.restart'],
  'memory nearly full': ['kubernetes.setResources', 'kubernetes.scale', 'kubernetes.restart'],
  'CPU nearly full': ['kubernetes.scale', 'kubernetes.patchConfigMap'],
} satisfies Record<string, KubernetesMitigation['action'][]>;

export type Trouble = keyof typeof remedies;

/** Pods that do not run answer nobody; those that are short of something answer slowly. */
const silent: Trouble[] = ['bad deploy', 'crash loop'];

/** Workloads of the scripted world that are in trouble, by the catalogue's id, the worst first. */
export class WorldCluster {
  readonly troubles = new Map<string, Trouble>();
  /** Whether changes help. */
  helps = true;
  /** Every change but to the number of pods, in order: `kubernetes.restart of backend`. */
  readonly changes: string[] = [];
  /** ms since the bad deploy. */
  deployedAgo = 7 * 60_000;

  get answers(): boolean {
    return ![...this.troubles.values()].some((trouble) => silent.includes(trouble));
  }

  pods({ scope }: ClusterQuestion): Finding {
    const reasons: Partial<Record<Trouble, string>> = {
      'bad deploy': 'CrashLoopBackOff',
      'crash loop': 'CrashLoopBackOff',
      'out of memory': 'OOMKilled',
    };
    const rows = this.rows(scope.workloads, (trouble) => reasons[trouble]).map(([workload, reason]) => ({
      namespace: workload.namespace,
      pod: `${workload.name}-7f9c-x2x4z`,
      reason,
      workload: workload.id,
    }));
    return finding('pods', rows, 'pods in trouble');
  }

  rollouts({ scope }: ClusterQuestion): Finding {
    const now = Context.current().info.scheduledTimestampMs;
    const at = new Date(now - this.deployedAgo).toISOString();
    const rows = this.rows(scope.workloads, (trouble) => (trouble === 'bad deploy' ? at : undefined));
    return finding(
      'rollouts',
      rows.map(([{ id, name }]) => ({
        workload: id,
        revision: 8,
        at,
        change: 'image',
        images: `${name}:2`,
        cause: null,
      })),
      'recent deploys',
    );
  }

  resources({ scope, by }: ClusterQuestion & { by: 'cpu' | 'memory' }): Finding {
    const full: Trouble = by === 'memory' ? 'memory nearly full' : 'CPU nearly full';
    const hot = this.rows(scope.workloads, (trouble) => (trouble === full ? 97 : undefined));
    const rows = hot.map(([{ id }, used]) => ({ workload: id, [`${by}Percent`]: used }));
    const cool = { workload: 'cool', [`${by}Percent`]: 12 };
    return { ...finding('resources', rows, `containers short of ${by}`), evidence: [...rows, cool] };
  }

  logs({ scope, workload }: ClusterQuestion & { workload: string }): Finding {
    const own = scope.workloads.filter(({ id }) => id === workload);
    const rows = this.rows(own, (trouble) =>
      /deploy|crash|error/.test(trouble) ? 'connection pool exhausted' : undefined,
    );
    const lines = rows.map(([, pattern]) => ({ count: 12, pattern, workload }));
    return finding('logs', lines, 'kinds of error lines');
  }

  /** Whether one of these is in trouble still. */
  hurts(targets: readonly { id: string }[]): boolean {
    return targets.some(({ id }) => this.troubles.has(id));
  }

  /** What was done to a workload; whether it helps is its trouble's to say. */
  changed(action: KubernetesMitigation['action'], id: string): void {
    const trouble = this.troubles.get(id);
    const helps: readonly string[] = trouble ? remedies[trouble] : [];
    if (this.helps && helps.includes(action)) this.troubles.delete(id);
  }

  private rows<T>(
    workloads: readonly WorkloadTarget[],
    told: (trouble: Trouble) => T | undefined,
  ): [WorkloadTarget, T][] {
    return [...this.troubles].flatMap(([id, trouble]): [WorkloadTarget, T][] => {
      const workload = workloads.find((each) => each.id === id);
      const what = told(trouble);
      return workload && what !== undefined ? [[workload, what]] : [];
    });
  }
}

function finding(check: string, evidence: NonNullable<Finding['evidence']>, what: string): Finding {
  return {
    check,
    verdict: evidence.length > 0 ? 'sick' : 'well',
    says: `${evidence.length} ${what}.`,
    evidence,
  };
}

/** Any change of workloads; all but restarts can be taken back. */
export function changing(cluster: WorldCluster): Action<KubernetesMitigation> {
  return {
    observe: async (mitigation) => {
      const { action, title } = mitigation;
      const ids = targetIds(mitigation);
      const deployed = ids.some((id) => cluster.troubles.get(id) === 'bad deploy');
      if (action === 'kubernetes.rollback' && !deployed) {
        throw ApplicationFailure.nonRetryable(`${ids} had no deploy of late.`, 'ChangeRefused');
      }
      const state = { changes: cluster.changes.length };
      const back = !/restart/i.test(action);
      return {
        targets: ids.map((id) => ({ id: `deployment ${id}`, title: `deployment ${id}`, state })),
        preview: ids.map((id) => `${action} of ${id}`),
        observed: `${title}: ${state.changes} changes before.`,
        predicted: 'It is well.',
        blastRadius: `Only ${ids.join(', ')}.`,
        undo: back ? `${action} as before` : null,
        ...(back ? { inverse: { before: state.changes } } : {}),
      };
    },
    differences: async (_, { targets }) =>
      targets
        .filter(({ state }) => state.changes !== cluster.changes.length)
        .map(({ title }) => `${title} was changed since`),
    act: async ({ mitigation, plan, keyOf }) => {
      for (const id of targetIds(mitigation)) {
        cluster.changes.push(
          `${mitigation.action} of ${id}${plan.undoes === undefined ? '' : ', taken back'}`,
        );
        if (plan.undoes === undefined) cluster.changed(mitigation.action, id);
      }
      const effects = plan.targets.map((target) => ({
        key: keyOf(target),
        target: target.id,
        outcome: 'done' as const,
        says: `${target.title}: changed`,
      }));
      return { outcome: 'applied', effects };
    },
  };
}
