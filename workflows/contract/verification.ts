import type { InPodCommand } from './in-pod.ts';
import type { KubernetesScope } from './kubernetes.ts';
import type { ApplicationQueries } from './postgres-checks.ts';
import type { HttpTarget, PostgresTarget, Reference } from './profile.ts';
import type { ErrorRatioQuestion } from './prometheus.ts';
import type { ScriptProfile } from './scripts.ts';

/** Where a probe user signs in: JSON is posted, and nothing of the answer is kept. */
export interface LoginTarget extends HttpTarget {
  login: {
    user: Reference;
    password: Reference;
    /** What the two are called in the JSON. */
    fields: [user: string, password: string];
    /** A field that the answer must have, `data.token`; absent = success is enough. */
    token?: string;
  };
}

export interface ResponseTimesQuestion {
  target: HttpTarget;
  requests: number;
  /** ms below which the 95th percentile must be; absent = only that each is answered with success counts. */
  p95Below?: number;
}

/** ms that one request may take: longer than it should, so that what is slow is not taken for what is down. */
export function patienceOf({ p95Below = 0 }: Pick<ResponseTimesQuestion, 'p95Below'>): number {
  return Math.max(5_000, 2 * p95Below);
}

export interface LoginQuestion {
  target: LoginTarget;
}

/** What must be well before an incident is over, beside the health check. */
export type VerificationStep =
  | { step: 'health'; target: HttpTarget }
  | ({ step: 'responseTimes' } & ResponseTimesQuestion)
  | ({ step: 'login' } & LoginQuestion)
  /** Of a workload (its id); `since` ms back, or since the last change where that is less. */
  | { step: 'errorsInLogs'; workload: string; since: number; atMost: number }
  /** The pods of a workload, or of a namespace; its id. */
  | { step: 'pods'; of: string; scope: KubernetesScope }
  /** That an application gets answers from its database. */
  | ({ step: 'queries' } & ApplicationQueries)
  /** Asked before the end only: until then it counts what was before the change. */
  | ({ step: 'errorRate' } & ErrorRatioQuestion)
  | { step: 'inPod'; command: InPodCommand }
  | { step: 'script'; script: ScriptProfile }
  /** Of a database that was restored. */
  | { step: 'integrity'; database: PostgresTarget }
  /** Nothing but a person sees it. */
  | { step: 'shows'; shows: string };

/** What a step asks, as its finding is called. */
export function stepName(step: Exclude<VerificationStep, { step: 'shows' }>): string {
  switch (step.step) {
    case 'health':
      return `health of ${step.target.id}`;
    case 'responseTimes':
      return `response times of ${step.target.id}`;
    case 'login':
      return `sign-in at ${step.target.id}`;
    case 'errorsInLogs':
      return `errors of ${step.workload}`;
    case 'pods':
      return `pods of ${step.of}`;
    case 'queries':
      return `queries of ${step.database.id}`;
    case 'errorRate':
      return `error rate in ${step.prometheus.id}`;
    case 'inPod':
      return `${step.command.name} in ${step.command.workload}`;
    case 'integrity':
      return `integrity of ${step.database.id}`;
    case 'script':
      return ['script', step.script.name, step.script.mode].filter(Boolean).join(' ');
  }
}
