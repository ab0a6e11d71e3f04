import { createInterface } from 'node:readline/promises';
import type { SignalDefinition } from '@temporalio/common';
import { type DecisionMessage, incidentQuery } from '../../workflows/contract/messages.ts';
import type { Decision, Plan } from '../../workflows/contract/plans.ts';
import { isForPublic } from '../../workflows/contract/public-updates.ts';
import { failure, usage } from '../failure.ts';
import { ask } from '../incidents/ask.ts';
import { findIncident } from '../incidents/find.ts';
import type { ListedIncident } from '../incidents/listed.ts';
import { keyFile, readKey } from '../keys/key-folder.ts';
import { signDecision } from '../keys/sign.ts';
import { receiptText, send } from './incidents/send.ts';
import { planText } from './render/plan.ts';
import type { Session } from './session.ts';

export interface DecisionOptions {
  plan?: number;
  /** Of the plan, to decide while nobody answers. */
  hash?: string;
  as?: string;
  reason?: string;
  /** Why the decider goes alone where the plan needs another approver. */
  breakGlass?: string;
}

interface Question {
  keyId: string;
  plan: number;
  hash: string;
}

/**
 * Finds the plan that waits, shows it, and sends the signed decision.
 * @throws CommandFailure with a sentence if there is no such plan, no key, or the incident refuses
 */
export async function decide(
  session: Session,
  decision: Decision['decision'],
  signal: SignalDefinition<[DecisionMessage]>,
  id: string | undefined,
  options: DecisionOptions,
): Promise<void> {
  const person = options.as ?? session.config.person;
  if (!person) throw usage('Say who decides: --as NAME (or MAYDAY_AS).');
  const { breakGlass: alone } = options;
  const reason = alone ?? options.reason;
  const breakGlass = alone !== undefined || undefined;
  const privateKeyPem = await keyFor(session, person, decision);
  const incident = await findIncident(session, id, 'open');
  const question = await whatIsAsked(session, incident, decision, options);
  const { keyId, plan, hash } = question;
  const at = new Date().toISOString();
  const said = { plan, hash, at, reason, breakGlass };
  const decided: Decision = { incident: keyId, ...said, decision, actor: person, door: 'cli' };
  const { signature } = privateKeyPem ? signDecision(privateKeyPem, decided) : decided;
  const receipt = await send(session, incident, signal, { ...said, signature }, person);
  session.screen.print({ ...receipt, plan, hash, decision, by: person, at }, () => receiptText(receipt));
}

/** Stopping a change needs no key; making one does. */
async function keyFor(
  { config, screen }: Session,
  person: string,
  decision: Decision['decision'],
): Promise<string | undefined> {
  const pem = await readKey(config.keysDir, person);
  if (pem) return pem;
  const none = `There is no key of ${person} at ${keyFile(config.keysDir, person)}`;
  if (decision === 'approve') {
    throw failure(
      `${none}: make one with "mayday keygen ${person}" and put the line it prints into the catalogue.`,
    );
  }
  screen.remark(`${none}: the rejection goes unsigned.`);
  return undefined;
}

async function whatIsAsked(
  session: Session,
  incident: ListedIncident,
  decision: Decision['decision'],
  { plan, hash, reason, breakGlass }: DecisionOptions,
): Promise<Question> {
  const view = await ask(await session.temporal(), incident, incidentQuery);
  const name = view?.incident ?? incident.incident;
  if (!view) {
    if (plan !== undefined && hash) return { keyId: incident.keyId, plan, hash };
    throw failure(
      `Nobody answers for ${name} (is a worker running?), so its plan cannot be shown: start a worker, or decide on a plan you have seen with --plan N --hash HASH.`,
    );
  }
  const { keyId } = view;
  const forPublic = plan === undefined ? !view.pending : isForPublic(plan);
  const pending = forPublic ? view.forPublic : view.pending;
  if (!pending) {
    throw failure(`No plan of ${name} waits for a decision: it waits for ${view.waitingFor || 'nothing'}.`);
  }
  if (plan !== undefined && plan !== pending.id) {
    throw failure(
      `Not plan ${plan} of ${name} waits, but plan ${pending.id}: look at it with "mayday show ${name}".`,
    );
  }
  if (hash !== undefined && hash !== pending.hash) {
    throw failure(
      `Plan ${pending.id} of ${name} has another hash by now: look at it with "mayday show ${name}".`,
    );
  }
  if (decision === 'approve' && pending.risk === 'destructive' && !reason && !breakGlass) {
    throw usage(`Plan ${pending.id} is destructive: say why with --reason "…".`);
  }
  session.screen.remark(planText(pending, session.screen.look(), forPublic ? [] : view.approvedBy));
  if (plan === undefined) await confirm(session, decision, pending);
  return { keyId, plan: pending.id, hash: pending.hash };
}

/** A plan that was not named may be another than the person has in mind. */
async function confirm(session: Session, decision: Decision['decision'], pending: Plan): Promise<void> {
  if (!session.screen.interactive) throw usage(`Say which plan you mean: --plan ${pending.id}.`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const verb = decision === 'approve' ? 'Approve' : 'Reject';
  const gone = new AbortController();
  prompt.once('SIGINT', () => gone.abort()).once('close', () => gone.abort());
  const answer = await prompt
    .question(`${verb} plan ${pending.id}? [y/N] `, { signal: gone.signal })
    .catch(() => 'no');
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw failure('Nothing was decided.');
}
