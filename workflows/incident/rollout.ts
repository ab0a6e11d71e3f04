import { isCancellation } from '@temporalio/workflow';
import { issuancesOf } from '../contract/issuances.ts';
import type { Mitigation } from '../contract/mitigations.ts';
import type { Plan } from '../contract/plans.ts';
import { type RolledOut, rolloutsOf } from '../contract/rollouts.ts';
import type { Incident } from './incident.ts';
import { reason } from './reason.ts';

/** What came of the pods that a plan replaces; nobody waits for them who wants something else. */
type Rollout = 'no rollout' | 'rolled out' | 'not rolled out' | 'taken over' | 'superseded';

/** Waits until what a plan changed is rolled out, or will not be; who takes over or proposes something ends the wait. */
export async function rolledOut(incident: Incident, mitigation: Mitigation, plan: Plan): Promise<Rollout> {
  const { effects } = incident;
  const questions = [
    ...rolloutsOf(mitigation, plan).map((question) => () => effects.kubernetesRolledOut(question)),
    ...issuancesOf(mitigation, plan).map((question) => () => effects.kubernetesCertificateIssued(question)),
  ];
  if (questions.length === 0) return 'no rollout';
  let answers: RolledOut[] | undefined;
  const asked = questions.map(ask);
  const answered = Promise.all(asked).then((all) => {
    answers = all;
  });
  answered.catch(() => undefined);
  const left = () => incident.inbox.proposals.length > 0 || incident.state.takenOverBy !== undefined;
  const summary = `The rollout of plan ${plan.id}`;
  await incident.waitFor(summary, () => answers !== undefined || left(), Number.POSITIVE_INFINITY);
  if (!answers) return incident.state.takenOverBy ? 'taken over' : 'superseded';
  const kind = answers.every(({ complete }) => complete) ? 'rolled out' : 'not rolled out';
  const says = answers.map((answer) => answer.says).join(' ');
  incident.announce({ kind, plan: plan.id, says });
  return kind;
}

async function ask(question: () => Promise<RolledOut>): Promise<RolledOut> {
  try {
    return await question();
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { complete: false, says: `it could not be seen whether it is: ${reason(error)}` };
  }
}
