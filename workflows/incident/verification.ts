import { patched } from '@temporalio/workflow';
import type { Finding } from '../contract/findings.ts';
import type { Fact } from '../contract/timeline.ts';
import type { VerificationStep } from '../contract/verification.ts';
import type { Incident } from './incident.ts';
import { offerUndo, planUnderWay } from './mitigation.ts';
import { concernsPublic } from './publicly.ts';
import {
  askSteps,
  isCheap,
  isStepSick,
  stepsOfChange,
  stepsOfSystem,
  stepsToAskAgain,
  tellSteps,
  tellsAtOnce,
} from './steps.ts';

/** Asks the system's health check; when it cannot be asked the answer is no. */
export async function healthIsWell(incident: Incident): Promise<boolean> {
  incident.inbox.newEpisode = false;
  const finding = await incident.ask('health', incident.health);
  incident.announce({ kind: finding.verdict === 'well' ? 'well' : 'not well', says: finding.says, finding });
  return finding.verdict === 'well';
}

/** What the mitigation that has just helped has looked at itself; what cannot be asked is asked again before the end. */
export async function changeIsWell(incident: Incident): Promise<boolean> {
  return (await verify(incident, `plan ${incident.state.plans}`, stepsOfChange(incident))) !== 'sick';
}

/** The health check, then what of the last change was sick, then the steps of the file; a step that cannot be asked is asked again before the end. */
export async function systemIsWell(incident: Incident): Promise<boolean> {
  if (!(await healthIsWell(incident))) return false;
  const steps = [...stepsToAskAgain(incident, 'sick'), ...stepsOfSystem(incident).filter(tellsAtOnce)];
  return (await verify(incident, 'the system', steps)) !== 'sick';
}

/** What steps came to; `left` = somebody wanted something else before all were asked. */
async function verify(
  incident: Incident,
  what: string,
  steps: readonly VerificationStep[],
): Promise<Finding['verdict'] | 'left'> {
  const findings = await askSteps(incident, steps);
  tellSteps(incident, what, findings, steps);
  const [worst] = worstFirst(findings);
  if (worst?.verdict === 'sick') incident.record({ kind: 'not well', says: worst.says });
  else if (steps.length > 0 && incident.interrupted) return 'left';
  return worst?.verdict ?? 'well';
}

function worstFirst(findings: readonly Finding[]): Finding[] {
  const order = ['sick', 'unknown', 'well'];
  return findings.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

/**
 * Whether what was sick at the last look is well by now. The health check says so, unless it was well all along: then
 * those are asked again that were not.
 */
export async function isWellByNow(incident: Incident): Promise<boolean> {
  if (!healthSawNothing(incident) && !isStepSick(incident)) return await healthIsWell(incident);
  incident.inbox.newEpisode = false;
  const again = await incident.askAgain();
  const still = again.find(({ verdict }) => verdict !== 'well');
  if (again.length === 0) return false;
  incident.announce(
    still
      ? { kind: 'not well', says: still.says, finding: still }
      : { kind: 'well', says: `What was sick is well: ${again.map(({ check }) => check).join(', ')}.` },
  );
  return still === undefined;
}

/**
 * At the last look something was sick of which the health check saw nothing: that it answers proves nothing then. Once
 * people have asked to look again and no alert fires, a recent deploy that is complete is no trouble by itself.
 */
export function healthSawNothing({ timeline, round, state }: Incident): boolean {
  const looks = timeline.flatMap(({ fact }) => (fact.kind === 'checked' ? [fact.findings] : []));
  const last = looks.at(-1) ?? [];
  const health = last.find(({ check }) => check === 'health');
  const lookedAgain = round > 1 && Object.keys(state.firing).length === 0;
  const trouble = last.filter(
    (finding) => finding.verdict === 'sick' && !(lookedAgain && isOnlyLead(finding)),
  );
  return health?.verdict === 'well' && trouble.length > 0;
}

/** What was rolled out of late is where to look first, and nothing more once it is complete. */
function isOnlyLead({ check, evidence = [] }: Finding): boolean {
  if (/^config maps\b/.test(check)) return true;
  const states = evidence.flatMap(({ state }) => state ?? []);
  return /^rollouts\b/.test(check) && states.length > 0 && states.every((state) => state === 'complete');
}

/** Nobody can tell whether the step holds, so nothing ends by itself. */
const untilAnswered =
  'It is asked again; until it answers, "mayday skip" or "mayday resolve" ends the incident.';

/** Watches for the stability window; it ends on a look that found the system well, by a skip, or with a relapse. */
export async function staysWell(incident: Incident): Promise<boolean> {
  const { profile, inbox } = incident;
  const { window, every, note } = profile.stability;
  if (incident.state.phase !== 'monitoring') {
    incident.announce({ kind: 'monitoring', until: new Date(Date.now() + window).toISOString(), note });
  }
  const due = incident.state.monitoringUntil ?? '';
  const until = Date.parse(due);
  const fires = 'the incident resolves if the system is well';
  incident.clocks.set('stability', { name: 'stability', due, fires, reaches: [] });
  let asked = true;
  try {
    for (;;) {
      const look = Date.now() < until ? Math.min(Date.now() + every, until) : Date.now() + every;
      const stops = () => inbox.newEpisode || inbox.lookAgain || incident.interrupted;
      await incident.rest('Stability window: the next look', stops, look);
      if (inbox.skip) return skipped(incident);
      if (incident.interrupted) return false;
      if (inbox.newEpisode) return relapse(incident, 'an alert fired again');
      inbox.lookAgain = false;
      const finding = await incident.ask('health', incident.health);
      if (inbox.newEpisode) return relapse(incident, 'an alert fired again');
      if (finding.verdict === 'sick') return relapse(incident, finding.says);
      const over = Date.now() >= until;
      const ofSystem = stepsOfSystem(incident);
      const open = stepsToAskAgain(incident, 'sick', 'unknown');
      const steps = over ? [...open, ...ofSystem] : ofSystem.filter(isCheap);
      const findings = finding.verdict === 'well' ? await askSteps(incident, steps) : [];
      if (steps.length > 0 && stops()) continue;
      const [worst = finding] = worstFirst([finding, ...findings]);
      if (over && (asked || worst.verdict !== 'unknown')) tellSteps(incident, 'the system again', findings);
      if (worst.verdict === 'sick') return relapse(incident, worst.says);
      if (worst.verdict === 'well' && over) return true;
      if (asked && worst.verdict === 'unknown') {
        const open = worst === finding ? '' : ` ${untilAnswered}`;
        incident.announce({ kind: 'not well', says: `${worst.says}${open}` });
      }
      asked = worst.verdict !== 'unknown';
    }
  } finally {
    incident.clocks.delete('stability');
  }
}

/** Offers to take back what was meant to be temporary, newest first; the system must be well without it, too. */
export async function isWellWithoutChanges(incident: Incident): Promise<boolean> {
  for (const { plan, temporary } of incident.state.inEffect.toReversed()) {
    if (
      !temporary ||
      sinceWatching(incident).some((fact) => fact.kind === 'change stays' && fact.plan === plan)
    )
      continue;
    const offered = await offerUndo(incident, plan);
    if (offered === 'superseded' || offered === 'taken over') return false;
  }
  const made = sinceWatching(incident).filter(({ kind }) => kind === 'applied' || kind === 'outcome told');
  if (made.length === 0) return true;
  if (made.every(concernsPublic) && patched('a text for the public is no undo')) return true;
  const isWell = await healthIsWell(incident);
  const verified = isWell
    ? await verify(incident, 'the system', stepsOfSystem(incident).filter(tellsAtOnce))
    : 'sick';
  if (verified === 'well') return true;
  if (verified === 'left') return false;
  return relapse(incident, 'without the temporary change the system is not well');
}

/** After these an undo is offered for another reason than the end: it did not help, or somebody wants it. */
const elsewhere: readonly Fact['kind'][] = ['not improved', 'relapsed', 'undo asked'];

/** The run continued as new, or was handed back, while a temporary change was on offer to be taken back. */
export function isTakingBack(incident: Incident): boolean {
  if (planUnderWay(incident)?.undoes === undefined) return false;
  return !sinceWatching(incident).some(
    (fact) => elsewhere.includes(fact.kind) || isFailedRollout(incident, fact),
  );
}

/** Of a change; that of an undo says nothing about why it is offered. */
function isFailedRollout({ state }: Incident, fact: Fact): boolean {
  return fact.kind === 'not rolled out' && state.asked[fact.plan]?.undoes === undefined;
}

function sinceWatching({ timeline }: Incident): Fact[] {
  const facts = timeline.map(({ fact }) => fact);
  return facts.slice(facts.findLastIndex(({ kind }) => kind === 'monitoring') + 1);
}

function skipped(incident: Incident): true {
  const { inbox } = incident;
  if (inbox.skip)
    incident.announce({ kind: 'skipped', by: inbox.skip, what: 'the rest of the stability window' });
  inbox.skip = undefined;
  return true;
}

function relapse(incident: Incident, because: string): false {
  incident.announce({ kind: 'relapsed', because });
  return false;
}
