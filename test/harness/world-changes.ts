import type { Action, Order } from '../../activities/mitigations/action.ts';
import { bundle } from '../../activities/mitigations/bundle.ts';
import type { LimitConnections, Mitigation, SingleMitigation } from '../../workflows/contract/mitigations.ts';
import type {
  Applied,
  Effect,
  PlanParameters,
  PlanTarget,
  Proposal,
  SetBefore,
} from '../../workflows/contract/plans.ts';
import type { World } from './world.ts';
import { restoringOf } from './world-backups.ts';
import { emptyingOf } from './world-cache.ts';
import { renewals } from './world-certificates.ts';
import { changing } from './world-cluster.ts';
import { deletingOn } from './world-disks.ts';
import { tellingOf, tellingOnce } from './world-public.ts';
import { scripted } from './world-scripts.ts';
import { raising } from './world-server.ts';
import { scaling } from './world-workloads.ts';

/** What can be changed about the scripted world; bundles are put together as in production. */
export function changesOf(world: World): (mitigation: Mitigation) => Action {
  const single: Action<SingleMitigation> = {
    observe: async (mitigation, parameters, before) =>
      mitigation.action === 'postgres.limitConnections'
        ? limitation(world, mitigation, parameters, before)
        : termination(world),
    differences: async (_, { targets }) => differences(world, targets),
    act: async (order) => act(world, order),
  };
  const ofPart = (part: SingleMitigation) => {
    if (part.action === 'postgres.restore') return restoringOf(world) as Action;
    if (part.action === 'statusPage.publish') return tellingOf(world) as Action;
    if (part.action === 'x.post' || part.action === 'mail.users') return tellingOnce(world) as Action;
    if (part.action === 'postgres.setMaxConnections') return raising(world) as Action;
    if (part.action === 'redis.flush') return emptyingOf(world) as Action;
    if (part.action === 'script.run') return scripted(world) as Action;
    if (part.action === 'files.deleteOld' || part.action === 'containers.pruneImages') {
      return deletingOn(world.disk) as Action;
    }
    if (part.action === 'certificates.renew') return renewals(world.certificates) as Action;
    if (part.action === 'kubernetes.scale') return scaling(world.workloads, world.cluster) as Action;
    return (part.action.startsWith('kubernetes.') ? changing(world.cluster) : single) as Action;
  };
  const bundled = bundle(ofPart);
  return (mitigation) => (mitigation.action === 'bundle' ? (bundled as Action) : ofPart(mitigation));
}

function termination({ idle }: World): Proposal | null {
  if (idle.size === 0) return null;
  return {
    targets: [...idle].map(([pid, stateChange]) => ({
      id: `pid ${pid}`,
      title: `session ${pid}`,
      state: { pid, stateChange },
    })),
    preview: [...idle.keys()].map((pid) => `SELECT pg_terminate_backend(${pid});`),
    observed: `${idle.size} sessions sit idle.`,
    predicted: 'Their slots are free.',
    blastRadius: 'Their clients connect again.',
    undo: null,
  };
}

function limitation(
  { limits }: World,
  { role }: LimitConnections,
  { limit: asked }: PlanParameters,
  before: SetBefore | undefined,
): Proposal | null {
  const [limit, now] = [Number(asked), limits.get(role) ?? -1];
  if (limit === now) return null;
  const set = before?.parameters.limit;
  const since = set === undefined || set === now ? '' : ` Plan ${before?.plan} had set ${set}.`;
  return {
    targets: [{ id: `role ${role}`, title: `role ${role}`, state: { limit: now } }],
    preview: [`ALTER ROLE ${role} CONNECTION LIMIT ${limit};`],
    observed: `The limit of ${role} is ${now}.${since}`,
    predicted: `The limit of ${role} is ${limit}.`,
    blastRadius: `Only ${role} is limited.`,
    undo: `ALTER ROLE ${role} CONNECTION LIMIT ${now};`,
    inverse: { limit: now },
    ...(since ? { changedSince: true } : {}),
  };
}

function act(world: World, { mitigation, plan, keyOf, again }: Order<SingleMitigation>): Applied {
  const difference = again ? [] : differences(world, plan.targets);
  if (difference.length > 0)
    return { outcome: 'refused', because: 'the world has changed', difference, effects: [] };
  const effects = plan.targets.map((target): Effect => {
    const key = keyOf(target);
    if (mitigation.action === 'postgres.limitConnections') {
      const limit = Number(plan.parameters?.limit);
      world.limits.set(mitigation.role, limit);
      return { key, target: target.id, outcome: 'done', says: `${mitigation.role} is limited to ${limit}` };
    }
    const pid = Number(target.state.pid);
    const there = world.idle.delete(pid);
    if (there) world.ended.push(pid);
    const outcome = there ? 'done' : 'already gone';
    return { key, target: target.id, outcome, says: `${pid} ${outcome}` };
  });
  const { meanwhile } = world;
  world.meanwhile = undefined;
  meanwhile?.();
  return { outcome: 'applied', effects };
}

function differences(world: World, targets: readonly PlanTarget[]): string[] {
  return targets
    .filter((target) => hasMoved(world, target))
    .map((target) => `${target.title} did something since`);
}

function hasMoved({ idle, limits }: World, { id, state }: PlanTarget): boolean {
  if (id.startsWith('role ')) return state.limit !== (limits.get(id.slice('role '.length)) ?? -1);
  const now = idle.get(Number(state.pid));
  return now !== undefined && now !== state.stateChange;
}
