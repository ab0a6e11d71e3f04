import { setTimeout as sleep } from 'node:timers/promises';
import type { TerminateSessions } from '../../workflows/contract/mitigations.ts';
import type { Applied, Effect, Plan, PlanTarget } from '../../workflows/contract/plans.ts';
import {
  type Backend,
  backendsOf,
  sinceOf,
  type Termination,
  terminateBackend,
} from '../postgres/backends.ts';
import type { Postgres, Session } from '../postgres/sessions.ts';
import type { Order } from './action.ts';

const patience = 5_000;

/** Ends the sessions of an approved plan by pid and start; none if one of them is not as the plan says any more. */
export function endSessions(postgres: Postgres, order: Order<TerminateSessions>): Promise<Applied> {
  const { mitigation, plan } = order;
  return postgres.session(mitigation.target, async (session) => {
    const seen = await look(session, plan.targets);
    let difference = plan.targets.flatMap((target) => differs(target, seen.get(target.id)));
    let halted: string | undefined;
    if (difference.length === 0) {
      const standing = plan.targets.filter((target) => seen.has(target.id));
      ({ difference = [], halted } = await endEach(session, standing, order));
    }
    const there = await waitUntilGone(session, plan.targets, order);
    const effects = plan.targets.flatMap((target) => effectOn(target, there.has(target.id), order));
    if (halted !== undefined) return { outcome: 'refused', because: halted, difference, effects };
    if (difference.length === 0) return { outcome: 'applied', effects };
    const because = 'sessions of the plan are not as they were when it was made';
    return { outcome: 'refused', because, difference, effects };
  });
}

/** What has moved about the sessions of a plan; one that is gone is no reason to refuse. */
export function movedSessions(
  postgres: Postgres,
  { target }: TerminateSessions,
  { targets }: Plan,
): Promise<string[]> {
  return postgres.session(target, async (session) => {
    const seen = await look(session, targets);
    return targets.flatMap((each) => differs(each, seen.get(each.id)));
  });
}

/** Ends one session after the other; stops at the first that has changed since we looked, or before the next when it must. */
async function endEach(
  session: Session,
  targets: PlanTarget[],
  order: Order<TerminateSessions>,
): Promise<{ difference?: string[]; halted?: string }> {
  for (const [i, target] of targets.entries()) {
    const halted = order.halted();
    if (halted !== undefined) {
      const left = targets.slice(i).map((each) => `${nameOf(each)} was left alone`);
      return { difference: left, halted };
    }
    if (await terminateBackend(session, terminationOf(target, order.mitigation.target.database))) {
      order.record(target);
      continue;
    }
    const backend = (await look(session, [target])).get(target.id);
    if (backend === undefined) continue;
    const difference = differs(target, backend);
    if (difference.length > 0) return { difference };
    return { difference: [`${nameOf(target)} is none of those that may be ended`] };
  }
  return {};
}

/** Waits for the sessions that were told to end: `pg_terminate_backend` only tells. Answers which targets are there. */
async function waitUntilGone(session: Session, targets: PlanTarget[], order: Order<TerminateSessions>) {
  const deadline = Date.now() + patience;
  for (;;) {
    const there = await look(session, targets);
    const leaving = targets.some((target) => there.has(target.id) && order.done.has(target.id));
    if (!leaving || Date.now() > deadline) return there;
    await sleep(100);
  }
}

/** Target id → its session, for the targets whose very session is there: the same pid alone may be another one. */
export async function look(session: Session, targets: PlanTarget[]): Promise<Map<string, Backend>> {
  const backends = await backendsOf(
    session,
    targets.map((target) => Number(target.state.pid)),
  );
  const found = new Map<string, Backend>();
  for (const target of targets) {
    const { pid, backendStart } = target.state;
    const backend = backends.find((one) => one.pid === pid && one.backendStart === backendStart);
    if (backend) found.set(target.id, backend);
  }
  return found;
}

/** What moved about a target that is still there, as lines for people. */
function differs(target: PlanTarget, backend: Backend | undefined): string[] {
  if (backend === undefined) return [];
  if (backend.state !== target.state.state) {
    return [
      `${nameOf(target)} was ${target.state.state} and is now ${backend.state ?? 'not shown to Mayday'}`,
    ];
  }
  if (sinceOf(backend) !== since(target)) {
    return [
      backend.state === 'active'
        ? `${nameOf(target)} has ended that query and runs another one since ${backend.queryStart}`
        : `${nameOf(target)} did something in between and is ${backend.state} again since ${backend.stateChange}`,
    ];
  }
  return [];
}

function effectOn(target: PlanTarget, there: boolean, order: Order<TerminateSessions>): Effect[] {
  const effect = (outcome: Effect['outcome'], says: string): Effect[] => [
    { key: order.keyOf(target), target: target.id, outcome, says: `${nameOf(target)}: ${says}` },
  ];
  const told = order.done.has(target.id);
  if (there) {
    return told ? effect('left alone', `told to end, and still there after ${patience / 1_000} s`) : [];
  }
  if (told) return effect('done', 'terminated and gone');
  return order.again
    ? effect('done', 'gone; an attempt before this one, whose answer was lost, may have ended it')
    : effect('already gone', 'it had ended by itself');
}

export function terminationOf(target: PlanTarget, database: string): Termination {
  const { pid, backendStart, state } = target.state;
  return {
    database,
    pid: Number(pid),
    backendStart: String(backendStart),
    state: String(state),
    since: since(target),
  };
}

function since({ state }: PlanTarget): string {
  return String(state.state === 'active' ? state.queryStart : state.stateChange);
}

export function nameOf(target: PlanTarget): string {
  return `pid ${target.state.pid} (${target.title})`;
}
