import { isCancellation } from '@temporalio/workflow';
import { handwork } from '../contract/details.ts';
import type { Mitigation } from '../contract/mitigations.ts';
import type { Plan, PlanParameters } from '../contract/plans.ts';
import { mayApprove } from '../contract/profile.ts';
import type { Rehearsal } from '../contract/rehearsals.ts';
import type { Fact } from '../contract/timeline.ts';
import { spentBefore, tooManySessions } from './budgets.ts';
import type { Conduct } from './conduct.ts';
import { whatPeopleCanDo } from './guidance.ts';
import type { Incident } from './incident.ts';
import { numbered } from './planning.ts';
import { rehearsePublicUpdate } from './public-updates.ts';
import { badAnswer, openQuestions } from './questions.ts';
import { reason } from './reason.ts';
import type { Story } from './rounds.ts';

/** Looks for real, then rehearses every mitigation of the runbook in its order, and is over. */
export function dryRun(): Conduct {
  const calledFor = new Set<string>();
  return {
    mode: 'dry-run',
    quiet: true,
    reaching: 'would page',
    live: (incident, story) => rehearseAll(incident, story, calledFor),
    async offer(_, { name }) {
      calledFor.add(name);
      return 'skipped';
    },
  };
}

async function rehearseAll(incident: Incident, story: Story, calledFor: Set<string>): Promise<Fact> {
  const told = await story(incident);
  const rehearsals: Rehearsal[] = [];
  for (const mitigation of offeredBy(incident)) {
    const rehearsal = await rehearse(incident, mitigation, calledFor.has(mitigation.name));
    incident.announce({ kind: 'rehearsed', ...rehearsal });
    rehearsals.push(rehearsal);
  }
  // A story that leaves it to people has shown them these already.
  if (told !== 'for people') sayWhatIsByHand(incident);
  await rehearsePublicUpdate(incident);
  const wanted = rehearsals.filter((each) => each.calledFor || told === 'for people');
  return {
    kind: 'dry run over',
    asks: wanted
      .filter(({ outcome }) => outcome === 'would apply' || outcome === 'wants answers')
      .map(({ title }) => title),
    refused: rehearsals.filter(({ outcome }) => outcome === 'would refuse').map(({ title }) => title),
  };
}

/** In the runbook's order; of a general incident that lists none, all of the system. */
function offeredBy(incident: Incident): Mitigation[] {
  const { mitigations, profile } = incident;
  const own = new Set(mitigations.map(({ name }) => name));
  const offered = new Set(whatPeopleCanDo(profile).offers.map(({ name }) => name));
  return [...mitigations, ...profile.mitigations.filter(({ name }) => offered.has(name) && !own.has(name))];
}

async function rehearse(incident: Incident, mitigation: Mitigation, calledFor: boolean): Promise<Rehearsal> {
  const { name, title } = mitigation;
  const of = mayApprove(incident.profile, mitigation.risk);
  const within = incident.approvalDue - Date.now();
  const told = (outcome: Rehearsal['outcome'], says: string[], plan?: Plan): Rehearsal => ({
    mitigation: name,
    title,
    calledFor,
    outcome,
    says,
    of,
    ...(plan ? { plan, within } : {}),
  });
  const parameters = answersTo(mitigation, incident.parameters);
  const bad = badAnswer(mitigation, parameters);
  if (bad) return told('not rehearsed', [bad]);
  const questions = openQuestions(mitigation, parameters);
  if (questions.length > 0) return told('wants answers', questions);
  try {
    const spent = await spentBefore(incident, mitigation, undefined);
    if (spent) return told('nothing to do', [spent]);
    const proposal = await incident.effects.planMitigation({ mitigation, parameters });
    if (!proposal) return told('nothing to do', ['no target matches']);
    const tooMany = tooManySessions(incident, mitigation, proposal.targets);
    if (tooMany) return told('nothing to do', [tooMany]);
    const plan = numbered(incident, mitigation, proposal, { parameters });
    const rehearsed = await incident.effects.rehearsePlan({ mitigation, plan });
    if (rehearsed.outcome === 'would apply') return told('would apply', rehearsed.says, plan);
    return told('would refuse', [rehearsed.because, ...rehearsed.difference], plan);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return told('not rehearsed', [reason(error)]);
  }
}

/** Those of the start's parameters that a mitigation asks for. */
function answersTo({ asks }: Mitigation, given: Record<string, unknown>): PlanParameters {
  const answers = asks.flatMap(({ name }) =>
    Object.hasOwn(given, name) ? [[name, given[name] as string | number]] : [],
  );
  return Object.fromEntries(answers);
}

/** What Mayday cannot do by itself cannot be rehearsed either. */
function sayWhatIsByHand(incident: Incident): void {
  for (const change of whatPeopleCanDo(incident.profile).byHand) {
    const { name: mitigation, title } = change;
    incident.announce({
      kind: 'rehearsed',
      mitigation,
      title,
      calledFor: false,
      outcome: 'by hand',
      says: handwork(change),
      of: [],
    });
  }
}
