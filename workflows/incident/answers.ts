import type { Mitigation } from '../contract/mitigations.ts';
import { personName } from '../contract/people.ts';
import type { PlanParameters } from '../contract/plans.ts';
import type { Incident } from './incident.ts';
import type { Offered } from './mitigation.ts';
import { climb, nextToReach } from './paging.ts';
import { openQuestions } from './questions.ts';
import { isWellByNow } from './verification.ts';

/** Asks people what a mitigation has to be told; their `propose` with the parameters is the answer, `by` who sent the last. */
export async function answersFor(
  incident: Incident,
  mitigation: Mitigation,
  parameters: PlanParameters,
): Promise<{ parameters: PlanParameters; by?: string } | Offered> {
  let known = parameters;
  let by: string | undefined;
  for (let questions = openQuestions(mitigation, known); questions.length > 0; ) {
    const due = incident.approvalDue;
    const expiresAt = new Date(due).toISOString();
    const wanted = incident.record({
      kind: 'answers wanted',
      mitigation: mitigation.name,
      questions,
      expiresAt,
    });
    const example = `mayday propose ${incident.name} ${mitigation.name} ${mitigation.asks.map(({ name }) => `--set ${name}=…`).join(' ')}`;
    incident.tell('ask', wanted, { below: [example] });
    const next = nextToReach(incident);
    incident.clocks.set('answers', {
      name: 'answers',
      due: expiresAt,
      fires: next ? `${next.role} is reached` : 'nobody else is on the ladder',
      reaches: next?.people ?? [],
    });
    const answered = await answeredBy(incident, mitigation, due);
    incident.clocks.delete('answers');
    if (answered === 'not needed') return answered;
    if (!answered) {
      if (!climb(incident, `nobody answered what ${mitigation.name} needs to know`)) return 'nobody decided';
      continue;
    }
    if (incident.state.takenOverBy) return 'taken over';
    if (incident.inbox.skip) {
      incident.record({ kind: 'skipped', by: incident.inbox.skip, what: mitigation.title });
      incident.inbox.skip = undefined;
      return 'skipped';
    }
    const [answer] = incident.inbox.proposals;
    if (answer?.mitigation.name !== mitigation.name || answer.cites || answer.undoes !== undefined)
      return 'superseded';
    incident.inbox.proposals.shift();
    known = { ...known, ...answer.parameters };
    by = personName(answer.by);
    questions = openQuestions(mitigation, known);
  }
  return { parameters: known, by };
}

/** True once somebody said something, false at `due`; a new look that finds the system well makes answers needless. */
async function answeredBy(
  incident: Incident,
  mitigation: Mitigation,
  due: number,
): Promise<boolean | 'not needed'> {
  const { inbox } = incident;
  for (;;) {
    const comes = () => inbox.lookAgain || incident.interrupted;
    if (!(await incident.rest(`Answers for ${mitigation.name}`, comes, due))) return false;
    if (incident.interrupted) return true;
    inbox.lookAgain = false;
    if (await isWellByNow(incident)) return 'not needed';
  }
}
