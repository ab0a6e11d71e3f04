import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { retryable } from '../../workflows/contract/failures.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import type { PrometheusTarget, ThrottlingQuestion } from '../../workflows/contract/prometheus.ts';
import { counted } from '../amounts.ts';
import type { Prometheus, Sample } from './query.ts';

/**
 * Containers that are held back because they have used up the CPU they may have, in percent of their periods of the
 * last 5 min, as cAdvisor tells Prometheus; the worst first.
 * @throws ApplicationFailure `TargetUnreachable` or `RateLimited` when nothing was answered, to be tried again
 */
export function kubernetesThrottling(prometheus: Prometheus): PoolActivities['kubernetesThrottling'] {
  return async (question) => {
    try {
      return { check: 'throttling', ...(await look(prometheus, question)) };
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      if (error.type === retryable.targetUnreachable || error.type === retryable.rateLimited) throw error;
      return { check: 'throttling', verdict: 'unknown', says: error.message };
    }
  };
}

async function look(
  { query }: Pick<Prometheus, 'query'>,
  { scope, prometheus, above }: ThrottlingQuestion,
): Promise<Omit<Finding, 'check'>> {
  const selectors = selectorsOf(scope);
  const all = await Promise.all(selectors.map((selector) => query(prometheus, held(selector))));
  const rows = all
    .flat()
    .map(({ labels, value }) => ({
      namespace: labels.namespace ?? '',
      pod: labels.pod ?? '',
      workload: workloadOf(labels, scope),
      container: labels.container ?? '',
      percent: Math.round(value),
    }))
    .sort((a, b) => b.percent - a.percent || a.pod.localeCompare(b.pod));
  if (rows.length === 0) return await nothing({ query }, prometheus, selectors);
  const throttled = rows.filter(({ percent }) => percent > above);
  const [worst] = rows;
  return {
    verdict: throttled.length > 0 ? 'sick' : 'well',
    says: [
      throttled.length > 0
        ? `${throttled.length} of ${counted(rows.length, 'container')} with a CPU limit are held back in more than ${above} % of their time.`
        : `${counted(rows.length, 'container')} with a CPU limit, none held back in more than ${above} % of its time.`,
      worst && worst.percent > 0
        ? `The worst is ${worst.namespace}/${worst.pod} (${worst.container}) with ${worst.percent} %.`
        : '',
    ]
      .filter(Boolean)
      .join(' '),
    evidence: rows.slice(0, 20),
  };
}

/** Without a CPU limit a container has no periods in which it could be held back. */
async function nothing(
  { query }: Pick<Prometheus, 'query'>,
  prometheus: PrometheusTarget,
  selectors: string[],
): Promise<Omit<Finding, 'check'>> {
  const seen = await Promise.all(
    selectors.map((selector) => query(prometheus, `count(container_cpu_usage_seconds_total{${selector}})`)),
  );
  const running = seen.flat().reduce((sum, { value }) => sum + value, 0);
  if (running > 0) {
    return {
      verdict: 'well',
      says: `${counted(running, 'container')}, none with a CPU limit to be held back by.`,
    };
  }
  const says = `${prometheus.id} knows no containers with ${selectors.join(' or ')}: see whether it reads the kubelets' cAdvisor pages.`;
  return { verdict: 'unknown', says };
}

function held(selector: string): string {
  const rate = (metric: string) => `sum by (namespace, pod, container) (rate(${metric}{${selector}}[5m]))`;
  return `100 * ${rate('container_cpu_cfs_throttled_periods_total')} / ${rate('container_cpu_cfs_periods_total')}`;
}

/** The catalogue's id of the workload that calls a pod so; null where the catalogue has none. */
function workloadOf(
  { namespace, pod = '' }: Sample['labels'],
  { workloads }: KubernetesScope,
): string | null {
  const ours = workloads.find((each) => {
    const ending = each.kind === 'statefulSet' ? /^\d+$/ : /^[a-z0-9]+-[a-z0-9]+$/;
    const start = `${each.name}-`;
    return each.namespace === namespace && pod.startsWith(start) && ending.test(pod.slice(start.length));
  });
  return ours?.id ?? null;
}

/** Whole namespaces, and the pods of workloads in others. */
function selectorsOf({ namespaces, workloads }: KubernetesScope): string[] {
  const elsewhere = workloads.filter(({ namespace }) => !namespaces.includes(namespace));
  return [
    ...(namespaces.length > 0 ? [`namespace=~"${namespaces.map(literal).join('|')}"`] : []),
    ...elsewhere.map(({ namespace, name }) => `namespace="${namespace}", pod=~"${literal(name)}-.+"`),
  ].map((selector) => `container!="", ${selector}`);
}

/** Names of Kubernetes hold letters, digits, "-" and ".". */
function literal(name: string): string {
  return name.replace(/[^\w-]/g, '[$&]');
}
