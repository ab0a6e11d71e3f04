import { isCancellation } from '@temporalio/workflow';
import { markOf } from '../contract/audit.ts';
import type { Phase } from '../contract/incident.ts';
import { type Actor, mayday } from '../contract/people.ts';
import { type Approval, type Plan, type PlanParameters, planHash } from '../contract/plans.ts';
import { type PublicUpdates, publicPlanId, publicUpdate } from '../contract/public-updates.ts';
import type { PublicStatus, PublishStatus } from '../contract/status-page.ts';
import { fillIn, verifyDecision } from './activities.ts';
import { whoDecided } from './approval.ts';
import { type Incident, now } from './incident.ts';
import { reason } from './reason.ts';
import { wordsOf } from './wording.ts';

/** Something to tell the public. */
export interface PublicNews {
  status: PublicStatus;
  /** For which it is told. */
  phase: Phase;
  /** Instead of the text of the file. */
  message?: string;
  /** Who asks for it; absent = the incident has come so far. */
  by?: Actor;
}

/** The very words: those of the file, filled in, or a person's. */
export async function textOf(incident: Incident, updates: PublicUpdates, news: PublicNews) {
  const templates: Record<string, string> = { heading: updates.heading };
  if (news.message === undefined) templates.message = updates.texts[news.status];
  const filled = await fillIn({
    templates,
    words: wordsOf(incident, now(), news.phase),
  });
  return { heading: filled.heading ?? '', message: news.message ?? filled.message ?? '' };
}

/** Looks at the page and freezes a text into a plan that is told; throws what keeps it from that. */
export async function proposeText(
  incident: Incident,
  updates: PublicUpdates,
  news: PublicNews,
): Promise<Plan | undefined> {
  const { profile, keyId, round } = incident;
  const { status, phase } = news;
  const text = await textOf(incident, updates, news);
  const { publicly } = incident.state;
  const parameters: PlanParameters = {
    status,
    phase,
    ...text,
    severity: incident.state.severity,
    ...(publicly?.page === undefined ? {} : { incident: publicly.page }),
  };
  const mitigation = mitigationOf(updates, parameters);
  if (updates.target.page === undefined && publicly?.told !== undefined && publicly.page === undefined) {
    const because = 'the page gave no id when it was told first: change it there by hand';
    incident.announce({ kind: 'public not told', status, forPhase: phase, because });
    return undefined;
  }
  const proposal = await incident.effects.planMitigation({ mitigation, parameters, keyId });
  if (!proposal) {
    const because = 'the page says nothing of it';
    incident.announce({ kind: 'public not told', status, forPhase: phase, because });
    return undefined;
  }
  const needs = updates.by === 'auto' && news.message === undefined ? 0 : 1;
  const plan: Plan = {
    ...proposal,
    observed: `${proposal.observed}${doubts(incident, status)}`,
    id: publicPlanId(incident.state.publicly?.plans ?? 0),
    hash: planHash(mitigation.name, round, proposal.targets, parameters),
    mitigation: mitigation.name,
    title: `Tell the public: ${status}`,
    risk: mitigation.risk,
    needs,
    round,
    parameters,
    tells: true,
    expiresAt: new Date(incident.approvalDue).toISOString(),
  };
  const planned = incident.record({ kind: 'planned', plan });
  if (needs === 1) {
    const below = [`mayday approve ${incident.name} --plan ${plan.id} --as NAME`];
    incident.tell('ask', planned, { below, people: updates.approvers });
    return plan;
  }
  const { id, hash } = plan;
  const because = `at ${profile.system} the public is told by itself`;
  incident.announce({ kind: 'approved', plan: id, hash, by: mayday, reason: because });
  return plan;
}

/** What speaks against telling the public that all is well. */
function doubts({ state }: Incident, status: PublicStatus): string {
  const sick = state.findings.filter(({ verdict }) => verdict === 'sick');
  return status === 'resolved' && sick.length > 0
    ? ` Mind: ${sick.map(({ check }) => check).join(', ')} was not well at the last look.`
    : '';
}

/** The change behind a plan of a text, from what the plan says of it. */
function mitigationOf({ target, impact, components }: PublicUpdates, given: PlanParameters): PublishStatus {
  const status = given.status as PublicStatus;
  const severity = given.severity as keyof typeof impact;
  const all = Object.values(components).flatMap((each) => Object.keys(each ?? {}));
  const over = Object.fromEntries(all.map((id) => [id, 'operational']));
  const parts = status === 'resolved' ? over : components[severity];
  const hit = status === 'resolved' ? undefined : impact[severity];
  return {
    name: publicUpdate,
    title: 'Tell the public',
    action: 'statusPage.publish',
    risk: 'disruptive',
    target,
    heading: String(given.heading),
    status,
    message: String(given.message),
    ...(hit === undefined ? {} : { impact: hit }),
    ...(parts === undefined || Object.keys(parts).length === 0 ? {} : { components: parts }),
    asks: [],
    temporary: false,
  };
}

/** The approval of a text; undefined where nobody gave it, or the incident has overtaken it. */
export async function askForPublic(
  incident: Incident,
  plan: Plan,
  isOvertaken: () => boolean,
): Promise<Approval[] | undefined> {
  const { inbox } = incident;
  let reminder = Date.now() + (Date.parse(plan.expiresAt) - Date.now()) / 2;
  for (;;) {
    const waiting = incident.state.publicly?.pending ?? plan;
    const due = Math.min(reminder, Date.parse(waiting.expiresAt));
    const wakes = () =>
      inbox.aboutPublic.length > 0 || isOvertaken() || incident.state.publicly?.pending !== waiting;
    incident.telling = false;
    const woken = await incident.waitFor(`Plan ${plan.id}: may the public be told?`, wakes, due);
    incident.telling = true;
    const [inbound] = inbox.aboutPublic;
    if (inbound) {
      const approvals = await decide(incident, waiting, inbound);
      inbox.aboutPublic.shift();
      if (approvals !== 'not yet') return refuseTheRest(incident, plan, approvals);
    } else if (isOvertaken()) {
      const because = inbox.publish ? 'another text is asked for' : 'the incident has moved on';
      incident.announce({ kind: 'plan withdrawn', plan: plan.id, because });
      return undefined;
    } else if (!woken && Date.now() >= Date.parse(waiting.expiresAt)) {
      incident.announce({ kind: 'approval expired', plan: plan.id });
      return undefined;
    } else if (!woken) {
      reminder = Number.POSITIVE_INFINITY;
      incident.announce({ kind: 'reminded', plan: plan.id, expiresAt: waiting.expiresAt });
    }
  }
}

type Inbound = Incident['inbox']['aboutPublic'][number];

async function decide(
  incident: Incident,
  plan: Plan,
  { messageId, decision, slack }: Inbound,
): Promise<Approval[] | undefined | 'not yet'> {
  const { system } = incident.profile;
  const { keyId, inbox } = incident;
  const verified = await verifyDecision({ system, keyId, plan, decision, counted: [] });
  const { by } = verified;
  if (!verified.holds) {
    const { because } = verified;
    const refused = incident.announce({ kind: 'decision refused', plan: plan.id, by, because });
    if (slack) incident.tell('answer', refused, { text: because, slack });
    inbox.deliveries.answer(messageId, { outcome: 'refused', says: because });
    return 'not yet';
  }
  const { id, hash } = plan;
  if (decision.decision === 'reject') {
    const reason = decision.reason ?? 'no reason given';
    incident.announce({ kind: 'rejected', plan: id, hash, by, reason });
    inbox.deliveries.answer(messageId, {
      outcome: 'done',
      says: `plan ${id} is rejected: the public is not told`,
    });
    return undefined;
  }
  const approval: Approval = { decision, asOf: verified.asOf };
  incident.announce({ kind: 'approved', plan: id, hash, by, reason: decision.reason, approval });
  inbox.deliveries.answer(messageId, {
    outcome: 'done',
    says: `plan ${id} is approved and the public is told`,
  });
  return [approval];
}

function refuseTheRest<T>(incident: Incident, plan: Plan, outcome: T): T {
  for (const { messageId, decision, slack } of incident.inbox.aboutPublic.splice(0)) {
    const because = whoDecided(incident, plan.id);
    const by: Actor = { kind: 'person', name: decision.actor, door: decision.door, verified: false };
    incident.refuse(decision.decision, by, because, slack);
    incident.inbox.deliveries.answer(messageId, { outcome: 'refused', says: because });
  }
  return outcome;
}

/** Writes an approved text to the page, once; a lost answer of a page that cannot be searched is asked of a person. */
export async function publish(
  incident: Incident,
  updates: PublicUpdates,
  plan: Plan,
  approvals: Approval[],
): Promise<void> {
  const { keyId, profile } = incident;
  const mitigation = mitigationOf(updates, plan.parameters ?? {});
  const audit = markOf(incident.timeline);
  const order = { system: profile.system, keyId, mitigation, plan, approvals, audit, leases: [] };
  try {
    const applied = await incident.effects.applyPlan(order);
    const { outcome, ...rest } = applied;
    if (applied.outcome === 'applied') {
      const { effects, checkpoint } = applied;
      incident.announce({ kind: 'applied', plan: plan.id, effects, checkpoint });
    } else if (outcome === 'refused') {
      incident.announce({
        kind: 'apply refused',
        plan: plan.id,
        ...(rest as Omit<typeof applied, 'outcome'>),
      });
    }
  } catch (error) {
    if (isCancellation(error)) throw error;
    const entry = incident.record({ kind: 'outcome unknown', plan: plan.id, because: reason(error) });
    const below = [`mayday outcome ${incident.name} --plan ${plan.id} done`];
    incident.tell('ask', entry, { below, people: updates.approvers });
  }
}
