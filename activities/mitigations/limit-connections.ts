import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import type { LimitConnections } from '../../workflows/contract/mitigations.ts';
import type {
  Applied,
  Effect,
  Plan,
  PlanParameters,
  PlanTarget,
  Proposal,
  SetBefore,
} from '../../workflows/contract/plans.ts';
import { limitRole, type RoleLimit, readRoleLimit } from '../postgres/role-limit.ts';
import type { Postgres } from '../postgres/sessions.ts';
import type { Action, Order } from './action.ts';

/** What stands for "no limit" in PostgreSQL. */
const none = -1;

/** Limits how many connections one role may have: an absolute value, and the one before is the way back. */
export function limitConnections(postgres: Postgres): Action<LimitConnections> {
  return {
    observe: (mitigation, parameters, before) => observe(postgres, mitigation, parameters, before),
    differences: (mitigation, plan) => differences(postgres, mitigation, plan),
    act: (order) => act(postgres, order),
  };
}

function observe(
  postgres: Postgres,
  { target, role }: LimitConnections,
  parameters: PlanParameters,
  before: SetBefore | undefined,
): Promise<Proposal | null> {
  return postgres.session(target, async (session, { user, server }) => {
    const now = await readRoleLimit(session, role);
    if (now === undefined) {
      throw failure(
        'targetNotFound',
        `There is no role "${role}" at ${server}: see its name in the catalogue.`,
      );
    }
    const never = neverLimited(role, now);
    if (never !== undefined) throw failure('changeRefused', never);
    if (!now.alterable) {
      throw failure(
        'notAuthorised',
        `${user} may not alter the role "${role}": ALTER ROLE ${user} CREATEROLE and, from PostgreSQL 16 on, GRANT ${now.quoted} TO ${user} WITH ADMIN OPTION.`,
      );
    }
    const limit = asked(parameters, now);
    return limit === now.limit ? null : proposal(target.id, role, { now, limit, before });
  });
}

/** The limit that was asked for: from 1 to `max_connections`, or none, which is the way back to none. */
export function asked({ limit }: PlanParameters, { maxConnections }: RoleLimit): number {
  if (typeof limit === 'number' && (limit === none || isLimit(limit, maxConnections))) return limit;
  throw failure(
    'invalidInput',
    `The limit is ${limit === undefined ? 'missing' : JSON.stringify(limit)}: write a whole number from 1 to ${maxConnections}, the server's max_connections.`,
  );
}

function isLimit(limit: number, maxConnections: number): boolean {
  return Number.isInteger(limit) && limit >= 1 && limit <= maxConnections;
}

function neverLimited(role: string, { superuser, own }: RoleLimit): string | undefined {
  if (own) return `"${role}" is the role Mayday itself logs in with: its connections are never limited.`;
  if (superuser)
    return `"${role}" is a superuser, whom a connection limit does not hold and who is left alone.`;
  return undefined;
}

interface Change {
  now: RoleLimit;
  limit: number;
  before?: SetBefore;
}

function proposal(database: string, role: string, { now, limit, before }: Change): Proposal {
  const over = limit === none ? 0 : Math.max(0, now.sessions - limit);
  const stay = over > 0 ? ` ${over} of its sessions are over it and stay until they end by themselves.` : '';
  const back = now.limit === none || isLimit(now.limit, now.maxConnections);
  return {
    targets: [
      { id: `role ${role}`, title: `role ${role} at ${database}`, state: { role, limit: now.limit } },
    ],
    preview: [limitRole(now, limit)],
    observed: `The role ${role} may have ${inWords(now.limit)} and has ${now.sessions}; the server has ${now.maxConnections}.${since(now, before)}`,
    predicted: `Afterwards it may have ${inWords(limit)}.${stay}`,
    blastRadius: `The role ${role} in every database of the server: no session is cut${limit === none ? '.' : `, but whoever connects as ${role} beyond ${limit} is refused ("too many connections for role").`}`,
    undo: `${limitRole(now, now.limit)}${back ? '' : ' (by hand: Mayday sets no such limit)'}`,
    ...(since(now, before) ? { changedSince: true } : {}),
    ...(back ? { inverse: { limit: now.limit } } : {}),
  };
}

/** Somebody has changed it since an earlier plan, which is not overwritten unsaid. */
function since({ limit }: RoleLimit, before: SetBefore | undefined): string {
  const set = before?.parameters.limit;
  if (before === undefined || typeof set !== 'number' || set === limit) return '';
  return ` Plan ${before.plan} had allowed it ${inWords(set)}: somebody has changed that since.`;
}

function differences(
  postgres: Postgres,
  { target, role }: LimitConnections,
  { targets, parameters = {} }: Plan,
): Promise<string[]> {
  return postgres.session(target, async (session) => {
    const now = await readRoleLimit(session, role);
    if (now === undefined) return [`there is no role "${role}"`];
    const never = neverLimited(role, now);
    if (never !== undefined) return [never];
    return now.limit === parameters.limit ? [] : targets.flatMap((each) => moved(role, each, now));
  });
}

function moved(role: string, { state }: PlanTarget, { limit }: RoleLimit): string[] {
  if (limit === state.limit) return [];
  return [
    `the role ${role} was allowed ${inWords(Number(state.limit))}, and is now allowed ${inWords(limit)}`,
  ];
}

function act(postgres: Postgres, order: Order<LimitConnections>): Promise<Applied> {
  const { mitigation, plan, keyOf } = order;
  const { role } = mitigation;
  const [target] = plan.targets;
  return postgres.session(mitigation.target, async (session) => {
    const refused = (because: string, difference: string[] = []): Applied => {
      return { outcome: 'refused', because, difference, effects: [] };
    };
    const now = await readRoleLimit(session, role);
    if (target?.state.role !== role || plan.targets.length !== 1)
      return refused('The plan is about another role than its mitigation.');
    if (now === undefined) return refused('the role of the plan is gone', [`there is no role "${role}"`]);
    const never = neverLimited(role, now);
    if (never !== undefined) return refused(never);
    const limit = asked(plan.parameters ?? {}, now);
    const effect = (outcome: Effect['outcome'], says: string): Applied => ({
      outcome: 'applied',
      effects: [{ key: keyOf(target), target: target.id, outcome, says: `role ${role}: ${says}` }],
    });
    const may = `it may have ${inWords(limit)}`;
    if (now.limit === limit) {
      if (order.done.has(target.id)) return effect('done', may);
      return order.again
        ? effect('done', `${may}; an attempt before this one, whose answer was lost, may have set it`)
        : effect('left alone', `${may}, as somebody has set it since`);
    }
    const difference = moved(role, target, now);
    if (difference.length > 0)
      return refused('the limit is not as it was when the plan was made', difference);
    const halted = order.halted();
    if (halted !== undefined) return refused(halted);
    await session.query(limitRole(now, limit));
    order.record(target);
    return effect('done', `${may} now, before ${inWords(now.limit)}`);
  });
}

export function inWords(limit: number): string {
  if (limit === none) return 'any number of connections';
  return `at most ${limit} ${limit === 1 ? 'connection' : 'connections'}`;
}

function failure(type: keyof typeof final, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: final[type], nonRetryable: true, message });
}
