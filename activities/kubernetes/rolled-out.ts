import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { retryable } from '../../workflows/contract/failures.ts';
import type { RolledOut, RolloutQuestion } from '../../workflows/contract/rollouts.ts';
import { counted, durationInWords } from '../amounts.ts';
import type { Kubernetes } from './clusters.ts';
import { troubleOf } from './failures.ts';
import { type Progress, progressOf } from './rollout-progress.ts';

/** How long is waited, ms. */
export interface Patience {
  /** Between two looks. */
  every: number;
  /** For a pod that cannot start. */
  stuck: number;
  /** For a failure that the cluster tells of: it may be that of the rollout before. */
  failed: number;
}

const patience: Patience = { every: 2_000, stuck: 60_000, failed: 10_000 };
const beat = 1_000;
/** Over what the workloads themselves allow. */
const margin = 60_000;
const longest = 30 * 60_000;

/** What one look leaves to the next, in this or a later attempt: since when something stands in the way, epoch ms. */
interface Memory {
  since: Record<string, number>;
  /** Looks in a row that found all complete. */
  complete: number;
}

/**
 * Waits until workloads are rolled out, for as long as their progress deadlines allow, or until it is clear that they
 * will not be. An API server that goes away meanwhile is waited for; a later attempt goes on with what one before saw.
 * @throws ApplicationFailure when it cannot be known: the last trouble with the API server, or `NotAuthorised`
 */
export function kubernetesRolledOut(
  kubernetes: Kubernetes,
  given: Patience = patience,
): PoolActivities['kubernetesRolledOut'] {
  return async (question) => {
    const context = Context.current();
    const { heartbeatDetails, scheduledTimestampMs: begun } = context.info;
    const memory = memoryOf(heartbeatDetails);
    const beating = setInterval(() => context.heartbeat(memory), beat);
    let allowed = longest;
    let trouble: ApplicationFailure | undefined;
    try {
      for (;;) {
        try {
          const all = await look(kubernetes, question);
          trouble = undefined;
          allowed = Math.min(longest, Math.max(...all.map(({ deadline }) => deadline)) + margin);
          const answer = judged(all, memory, { now: Date.now(), given });
          if (answer) return answer;
          if (Date.now() - begun > allowed) return notInTime(all, Date.now() - begun);
        } catch (error) {
          if (!(error instanceof ApplicationFailure)) throw error;
          if (troubleOf(error) === 'not found') return { complete: false, says: error.message };
          if (!passes(error)) throw error;
          trouble = error;
        }
        if (trouble && Date.now() - begun > allowed) {
          throw ApplicationFailure.nonRetryable(trouble.message, trouble.type);
        }
        await context.sleep(given.every);
      }
    } finally {
      clearInterval(beating);
    }
  };
}

function look(kubernetes: Kubernetes, question: RolloutQuestion): Promise<Progress[]> {
  return kubernetes.on(question, (cluster) =>
    Promise.all(question.workloads.map((workload) => progressOf(cluster, workload))),
  );
}

/** Forgets what does not stand in the way any more, and remembers since when the rest does. */
function judged(
  all: Progress[],
  memory: Memory,
  { now, given }: { now: number; given: Patience },
): RolledOut | undefined {
  const blocked = all.flatMap(({ id, open, stuck }) => [
    ...(open?.failed ? [{ key: `${id} failed`, wait: given.failed }] : []),
    ...stuck.map(({ name, triesAgain }) => ({
      key: `${id} ${name}`,
      wait: triesAgain ? Number.POSITIVE_INFINITY : given.stuck,
    })),
  ]);
  memory.since = Object.fromEntries(blocked.map(({ key }) => [key, memory.since[key] ?? now]));
  memory.complete = all.every(({ open }) => open === undefined) ? memory.complete + 1 : 0;
  const over = blocked.some(({ key, wait }) => now - (memory.since[key] ?? now) >= wait);
  if (over) return { complete: false, says: notRolledOut(all) };
  // The cluster may not have noticed yet that a pod of it is being deleted.
  if (memory.complete < 2) return undefined;
  const says = all.map(
    ({ name, pods }) => `${name}: ${counted(pods, 'pod')}, ${pods === 1 ? '' : 'all '}up to date and ready`,
  );
  return { complete: true, says: `${says.join('; ')}.` };
}

function notInTime(all: Progress[], took: number): RolledOut {
  return { complete: false, says: `${notRolledOut(all)} That was ${durationInWords(took)} after it began.` };
}

/** `backend: its rollout is not complete (…). shop/backend-5d9-x2 cannot start: ImagePullBackOff …` */
function notRolledOut(all: Progress[]): string {
  return all
    .filter(({ open, stuck }) => open || stuck.length > 0)
    .map(({ name, open, stuck }) => {
      const shown = stuck.slice(0, 3).map(({ says }) => says);
      const more = stuck.length > 3 ? [`${stuck.length - 3} more cannot start.`] : [];
      return [`${name}: ${open?.why ?? 'its pods do not all run'}.`, ...shown, ...more].join(' ');
    })
    .join(' ');
}

/** What ends by itself, as when an API server is started anew. */
function passes({ type }: ApplicationFailure): boolean {
  return (
    type === retryable.targetUnreachable || type === retryable.rateLimited || type === retryable.conflict
  );
}

function memoryOf(details: unknown): Memory {
  const { since, complete } = (details ?? {}) as Partial<Memory>;
  return { since: { ...since }, complete: complete ?? 0 };
}
