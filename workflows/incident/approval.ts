import { isCancellation } from '@temporalio/workflow';
import { type Actor, mayday, personName } from '../contract/people.ts';
import type { Approval, Plan } from '../contract/plans.ts';
import { verifyDecision } from './activities.ts';
import type { Inbound, Proposal } from './inbox.ts';
import type { Incident } from './incident.ts';
import { nextToReach } from './paging.ts';
import { isWellByNow } from './verification.ts';

/** Differences that are said; the next plan shows the rest. */
const mostSaid = 3;

/** What came of asking: somebody's valid decision, nobody's, or no need any more. */
export type Asked =
  | { asked: 'approved'; plan: Plan; approvals: Approval[] }
  | { asked: 'rejected' | 'expired' | 'withdrawn' | 'skipped' | 'superseded' | 'taken over' }
  /** What it would change is not as it was: another plan is needed. */
  | { asked: 'moved'; until?: string };

/** Asks for a plan: a reminder at half time, the first valid rejection or the last approval needed wins, and time-out never means yes. */
export async function askFor(incident: Incident, plan: Plan): Promise<Asked> {
  if (incident.state.pending?.id !== plan.id) {
    const planned = incident.record({ kind: 'planned', plan });
    if (plan.needs === 0) return byItself(incident, plan);
    const reason = plan.risk === 'destructive' ? ' --reason "…"' : '';
    const command = `mayday approve ${incident.name} --plan ${plan.id} --as NAME${reason}`;
    incident.tell('ask', planned, { below: [command] });
  }
  const halfway = Date.now() + (Date.parse(plan.expiresAt) - Date.now()) / 2;
  let reminded = isReminder(incident, plan);
  try {
    for (;;) {
      const current = incident.state.pending ?? plan;
      showClock(incident, current, reminded ? undefined : halfway);
      const { inbox } = incident;
      const wakes = () => inbox.decisions.length > 0 || inbox.lookAgain || incident.state.pending !== current;
      const due = reminded ? Date.parse(current.expiresAt) : halfway;
      const what = reminded ? `Plan ${plan.id} expires` : `Remind of plan ${plan.id}`;
      const woken = await incident.rest(what, () => wakes() || incident.interrupted, due);
      const outcome = woken ? await lookAt(incident, current) : await late(incident, current, reminded);
      if (outcome) return outcome;
      if (!woken) reminded = true;
    }
  } finally {
    incident.clocks.delete('approval');
    incident.clocks.delete('approval reminder');
    refuseTheRest(incident, plan);
  }
}

/** One thing that came in while a plan waits; undefined = go on waiting. */
async function lookAt(incident: Incident, plan: Plan): Promise<Asked | undefined> {
  const { inbox, state } = incident;
  const [inbound] = inbox.decisions;
  if (inbound) {
    // It stays in the inbox until it is verified, so that an end meanwhile answers it, too.
    const outcome = await decide(incident, plan, inbound);
    inbox.decisions.shift();
    return outcome;
  }
  if (state.takenOverBy) return withdraw(incident, plan, 'somebody works by hand', 'taken over');
  if (inbox.skip) {
    incident.record({ kind: 'skipped', by: inbox.skip, what: plan.title });
    inbox.skip = undefined;
    return withdraw(incident, plan, 'it was skipped', 'skipped');
  }
  const [proposal] = inbox.proposals;
  if (proposal) return withdraw(incident, plan, `${nameOf(proposal)} instead`, 'superseded');
  if (inbox.lookAgain) return await noLongerNeeded(incident, plan);
  return undefined;
}

function withdraw(
  incident: Incident,
  plan: Plan,
  because: string,
  asked: Exclude<Asked['asked'], 'approved'>,
): Asked {
  incident.announce({ kind: 'plan withdrawn', plan: plan.id, because });
  return { asked };
}

function nameOf({ mitigation, undoes }: Proposal): string {
  return undoes === undefined ? `${mitigation.name} is proposed` : `somebody wants plan ${undoes} taken back`;
}

/** Half time reminds, unless the plan could not be applied any more; then comes its end. */
async function late(incident: Incident, plan: Plan, reminded: boolean): Promise<Asked | undefined> {
  if (reminded) {
    incident.announce({ kind: 'approval expired', plan: plan.id });
    return { asked: 'expired' };
  }
  const moved = await withdrawnIfMoved(incident, plan, plan.expiresAt);
  if (moved) return moved;
  incident.announce({ kind: 'reminded', plan: plan.id, expiresAt: plan.expiresAt });
  return undefined;
}

async function decide(
  incident: Incident,
  plan: Plan,
  { messageId, decision, slack }: Inbound,
): Promise<Asked | undefined> {
  const verified = await verifyDecision({
    system: incident.profile.system,
    keyId: incident.keyId,
    plan,
    decision,
    counted: incident.state.approvals,
  });
  const { by } = verified;
  if (!verified.holds) {
    const { because } = verified;
    const refused = incident.announce({ kind: 'decision refused', plan: plan.id, by, because });
    if (slack) incident.tell('answer', refused, { text: because, slack });
    incident.inbox.deliveries.answer(messageId, { outcome: 'refused', says: because });
    return undefined;
  }
  if (decision.decision === 'reject') {
    const reason = decision.reason ?? 'no reason given';
    incident.announce({ kind: 'rejected', plan: plan.id, hash: plan.hash, by, reason });
    incident.inbox.deliveries.answer(messageId, { outcome: 'done', says: `plan ${plan.id} is rejected` });
    return { asked: 'rejected' };
  }
  if (!incident.state.acknowledged) incident.record({ kind: 'acknowledged', by });
  const approval: Approval = { decision, asOf: verified.asOf };
  // Who approved with others and now goes alone counts once.
  const others = incident.state.approvals.filter((each) => each.decision.actor !== decision.actor);
  const approvals = [...others, approval];
  const missing = decision.breakGlass ? 0 : plan.needs - approvals.length;
  if (missing > 0) {
    const { whoElse } = verified;
    incident.announce({ kind: 'approval counted', plan: plan.id, by, approval, missing, whoElse });
    incident.inbox.deliveries.answer(messageId, {
      outcome: 'done',
      says: `your approval of plan ${plan.id} counts; it waits for another one: ask ${whoElse}`,
    });
    return undefined;
  }
  // A skip that came while the decision was being checked was about this plan.
  incident.inbox.skip = undefined;
  const { id, hash } = plan;
  const approved = incident.record({
    kind: 'approved',
    plan: id,
    hash,
    by,
    reason: decision.reason,
    approval,
  });
  if (decision.breakGlass) incident.tell('page', approved, { people: incident.everybody });
  else incident.tell('update', approved);
  incident.inbox.deliveries.answer(messageId, {
    outcome: 'done',
    says: `plan ${id} is approved and being applied`,
  });
  return { asked: 'approved', plan, approvals };
}

/** The policy lets it run without anybody's yes; everybody hears of it all the same. */
function byItself(incident: Incident, plan: Plan): Asked {
  const { id, hash, risk } = plan;
  const reason = `at ${incident.profile.system} what is ${risk} runs by itself`;
  incident.announce({ kind: 'approved', plan: id, hash, by: mayday, reason });
  return { asked: 'approved', plan, approvals: [] };
}

/** A new look was asked for while a plan waits: if the system is well by now, nothing needs to be changed. */
async function noLongerNeeded(incident: Incident, plan: Plan): Promise<Asked | undefined> {
  incident.inbox.lookAgain = false;
  if (!(await isWellByNow(incident))) return await withdrawnIfMoved(incident, plan);
  incident.announce({
    kind: 'plan withdrawn',
    plan: plan.id,
    because: 'the system is well again without it',
  });
  return { asked: 'withdrawn' };
}

/** People are not left to approve what would be refused; the plan made in its place waits `until` then, if given. */
async function withdrawnIfMoved(incident: Incident, plan: Plan, until?: string): Promise<Asked | undefined> {
  const difference = await whatMoved(incident, plan);
  if (difference.length === 0) return undefined;
  const more = difference.length > mostSaid ? `; and ${difference.length - mostSaid} more` : '';
  const because = `what it would change is not as it was: ${difference.slice(0, mostSaid).join('; ')}${more}`;
  incident.announce({ kind: 'plan withdrawn', plan: plan.id, because, until });
  return { asked: 'moved', until };
}

/** Nothing where it cannot be asked: the look that counts is the one before it is applied. */
async function whatMoved({ profile, effects }: Incident, plan: Plan): Promise<string[]> {
  const mitigation = profile.mitigations.find(({ name }) => name === plan.mitigation);
  if (!mitigation) return [];
  try {
    return await effects.comparePlan({ mitigation, plan });
  } catch (error) {
    if (isCancellation(error)) throw error;
    return [];
  }
}

/** The plan before it moved at half time, and this one is the reminder. */
function isReminder({ timeline }: Incident, { id, expiresAt }: Plan): boolean {
  return timeline.some(
    ({ fact }) => fact.kind === 'plan withdrawn' && fact.plan === id - 1 && fact.until === expiresAt,
  );
}

function refuseTheRest(incident: Incident, plan: Plan): void {
  for (const { messageId, decision, slack } of incident.inbox.decisions.splice(0)) {
    const isOpen = incident.state.pending?.id === plan.id;
    const because = isOpen
      ? `the incident ends before plan ${plan.id} is decided`
      : whoDecided(incident, plan.id);
    const by: Actor = { kind: 'person', name: decision.actor, door: decision.door, verified: false };
    incident.refuse(decision.decision, by, because, slack);
    incident.inbox.deliveries.answer(messageId, { outcome: 'refused', says: because });
  }
}

/** Who decided on a plan and when, for those who come late. */
export function whoDecided(incident: Incident, plan: number): string {
  const decided = incident.state.decided[plan];
  if (!decided) return `plan ${plan} does not wait for a decision`;
  const last = personName(decided.by) ?? 'Mayday';
  const name = [...(decided.also ?? []), last].join(' and ');
  const at = decided.at.slice(11, 19);
  if (decided.decision === 'expired') return `plan ${plan} expired at ${at} UTC without a decision`;
  if (decided.decision === 'withdrawn') return `plan ${plan} was withdrawn at ${at} UTC`;
  return `${name} ${decided.decision} plan ${plan} at ${at} UTC`;
}

function showClock(incident: Incident, plan: Plan, halfway: number | undefined): void {
  const next = nextToReach(incident);
  incident.clocks.set('approval', {
    name: 'approval',
    due: plan.expiresAt,
    fires: `plan ${plan.id} expires unapplied${next ? ` and ${next.role} is reached` : ''}`,
    reaches: next?.people ?? [],
  });
  if (halfway === undefined) incident.clocks.delete('approval reminder');
  else {
    const due = new Date(halfway).toISOString();
    incident.clocks.set('approval reminder', {
      name: 'approval reminder',
      due,
      fires: 'a reminder',
      reaches: [],
    });
  }
}
