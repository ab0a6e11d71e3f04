import { retryable } from '../../../workflows/contract/failures.ts';
import type { KubernetesMitigation } from '../../../workflows/contract/kubernetes-changes.ts';
import type {
  Applied,
  Effect,
  Plan,
  PlanParameters,
  PlanTarget,
  Proposal,
  SetBefore,
} from '../../../workflows/contract/plans.ts';
import type { Rehearsed } from '../../../workflows/contract/rehearsals.ts';
import type { Action, Order } from '../../mitigations/action.ts';
import type { Cluster, Kubernetes } from '../clusters.ts';
import { toFailure } from '../failures.ts';
import type { Clustered, Kind, Part, Wanted } from './change.ts';
import { differences, moved } from './moved.ts';
import { sparing } from './sparing.ts';

/** The server checks a dry run as it would check the change; nothing hangs on its key. */
const rehearsal = { key: 'dry run', dryRun: true } as const;

/** Times that a write is tried with which somebody else's collides. */
const tries = 5;

/** An action of a kind of change that never touches what Mayday itself runs in. */
export function changing<M extends KubernetesMitigation>(kubernetes: Kubernetes, kind: Kind<M>): Action<M> {
  return changingAsLooked(kubernetes, sparing(kind));
}

/** The same of a kind that spares Mayday's own itself: what is approved are the objects with their state, each written under its lock. */
export function changingAsLooked<M extends Clustered>(kubernetes: Kubernetes, kind: Kind<M>): Action<M> {
  return {
    observe: (mitigation, parameters, before) =>
      kubernetes.on(mitigation, (cluster) => observe(kind, cluster, mitigation, parameters, before)),
    differences: (mitigation, plan) =>
      kubernetes.on(mitigation, async (cluster) =>
        differences(plan, await kind.look(cluster, mitigation, wantedBy(plan))),
      ),
    rehearse: (mitigation, plan) =>
      kubernetes.on(mitigation, async (cluster) =>
        rehearse(cluster, () => kind.look(cluster, mitigation, wantedBy(plan))),
      ),
    act: (order) => kubernetes.on(order.mitigation, (cluster) => act(kind, cluster, order)),
  };
}

function wantedBy({ parameters = {}, undoes, targets }: Plan): Wanted {
  return { parameters, back: undoes !== undefined, planned: targets };
}

/** The server itself is asked whether it would take the change, so that nobody approves what it refuses. */
async function observe<M extends Clustered>(
  kind: Kind<M>,
  cluster: Cluster,
  mitigation: M,
  parameters: PlanParameters,
  before: SetBefore | undefined,
): Promise<Proposal | null> {
  const look = () => kind.look(cluster, mitigation, { parameters, back: before !== undefined });
  const open = (await look()).filter(({ there }) => !there);
  if (open.length === 0) return null;
  await rehearse(cluster, look);
  const proposed = proposal(open);
  const since = kind.absolute && before ? await changedSince(kind, cluster, mitigation, before) : [];
  since.push(...open.filter((part) => part.changedSince).map(({ title }) => title));
  if (!before || since.length === 0) return proposed;
  const says = `Plan ${before.plan} had set it otherwise: somebody has changed ${since.join(', ')} since.`;
  return { ...proposed, observed: `${proposed.observed} ${says}`, changedSince: true };
}

function proposal(parts: Part[]): Proposal {
  const undo = parts.flatMap((part) => part.undo ?? []);
  const inverse = Object.assign({}, ...parts.map((part) => part.inverse ?? {})) as PlanParameters;
  return {
    targets: parts.map(({ id, title, state }) => ({ id, title, state })),
    preview: parts.flatMap(({ preview }) => preview),
    observed: parts.map(({ observed }) => observed).join(' '),
    predicted: parts.map(({ predicted }) => predicted).join(' '),
    blastRadius: parts.map(({ blastRadius }) => blastRadius).join(' '),
    undo: undo.length > 0 ? undo.join(' && ') : null,
    ...(Object.keys(inverse).length > 0 ? { inverse } : {}),
  };
}

/** The titles of what is not as an earlier plan had set it, of what sets values; what that plan wanted may be refused by now. */
async function changedSince<M extends Clustered>(
  { look }: Kind<M>,
  cluster: Cluster,
  mitigation: M,
  { parameters }: SetBefore,
): Promise<string[]> {
  const parts = await look(cluster, mitigation, { parameters, back: false }).catch(() => []);
  return parts.filter(({ there, inverse }) => !there && inverse).map(({ title }) => title);
}

/** What the server says of what is still to be done, in a dry run. */
async function rehearse(cluster: Cluster, look: () => Promise<Part[]>): Promise<Rehearsed> {
  const parts = await look();
  const says: string[] = [];
  for (const { id, title } of parts.filter(({ there }) => !there)) {
    await written(cluster, async () => (await look()).find((part) => part.id === id)?.write(rehearsal));
    says.push(`${title}: the server takes it (dry run)`);
  }
  return { outcome: 'would apply', says };
}

/** Tries a write of what was just looked at, a few times where somebody else's comes in between. */
async function written<T>({ place }: Cluster, write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const failure = toFailure(error, place);
      if (failure.type !== retryable.conflict || attempt === tries) throw failure;
    }
  }
}

async function act<M extends Clustered>(kind: Kind<M>, cluster: Cluster, order: Order<M>): Promise<Applied> {
  const { mitigation, plan } = order;
  const look = () => kind.look(cluster, mitigation, wantedBy(plan));
  const effects: Effect[] = [];
  const refused = (because: string, difference: string[] = []): Applied => {
    return { outcome: 'refused', because, difference, effects };
  };
  try {
    // A later attempt goes on with what an earlier one began.
    const difference = order.again ? [] : differences(plan, await look());
    if (difference.length > 0) return refused('what it would change is not as it was', difference);
  } catch (error) {
    const failure = toFailure(error, cluster.place);
    if (!failure.nonRetryable) throw failure;
    return refused(failure.message);
  }
  for (const target of plan.targets) {
    try {
      const done = await written(cluster, async () => {
        const part = (await look()).find(({ id }) => id === target.id);
        return await actOn(order, target, part);
      });
      if ('because' in done) return refused(done.because, done.difference);
      effects.push(done);
    } catch (error) {
      const failure = toFailure(error, cluster.place);
      // What was done before it must not get lost, and may have been done by an attempt before this one.
      if (!failure.nonRetryable || (order.again && effects.length === 0)) throw failure;
      return refused(failure.message);
    }
  }
  return { outcome: 'applied', effects };
}

/** Writes one object; or why it may not be written. */
async function actOn<M extends Clustered>(
  { keyOf, done, again, record, halted }: Order<M>,
  target: PlanTarget,
  part: Part | undefined,
): Promise<Effect | { because: string; difference?: string[] }> {
  const key = keyOf(target);
  const effect = (outcome: Effect['outcome'], says: string): Effect => {
    return { key, target: target.id, outcome, says: `${target.title}: ${says}` };
  };
  if (part?.stamped?.(key, keyOf)) return effect('done', part.done);
  if (part?.there) {
    if (done.has(target.id)) return effect('done', part.done);
    return again
      ? effect('done', 'it is so; an attempt before this one, whose answer was lost, may have done it')
      : effect('left alone', 'it is so already');
  }
  const difference = moved(target, part);
  if (part === undefined || difference.length > 0) {
    return { because: 'what it would change is not as it was', difference };
  }
  const because = halted();
  if (because !== undefined) return { because };
  await part.write({ key, dryRun: false });
  record(target);
  return effect('done', part.done);
}
