import type { Finding } from '../contract/findings.ts';
import type { KubernetesScope } from '../contract/kubernetes.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Fact } from '../contract/timeline.ts';
import { stepName, type VerificationStep } from '../contract/verification.ts';
import type { Checks } from './activities.ts';
import type { Incident } from './incident.ts';

type Asked = Exclude<VerificationStep, { step: 'shows' }>;

/** Lines of each container's log. */
const tail = 1_000;

/** After these nothing that was logged before says anything about now. */
const changing: readonly Fact['kind'][] = ['applied', 'rolled out', 'outcome told', 'recheck asked'];

/** Those of the file that concern the system as a whole. */
export function stepsOfSystem({ profile }: Incident): VerificationStep[] {
  return profile.verification.steps ?? [];
}

/** What counts over some time says nothing right after a change. */
export function tellsAtOnce({ step }: VerificationStep): boolean {
  return step !== 'errorRate';
}

/** Those of the mitigation behind the last plan; an undo is not what they were written for. */
export function stepsOfChange({ profile, state }: Incident): VerificationStep[] {
  const plan = state.asked[state.plans];
  if (!plan || plan.undoes !== undefined) return [];
  return profile.mitigations.find(({ name }) => name === plan.mitigation)?.verify ?? [];
}

/** Those of the last change that said one of these when they were last asked. */
export function stepsToAskAgain(incident: Incident, ...verdicts: Finding['verdict'][]): VerificationStep[] {
  const open = incident.state.findings.filter(({ verdict }) => verdicts.includes(verdict));
  return stepsOfChange(incident).filter(
    (step) => step.step !== 'shows' && open.some(({ check }) => check === stepName(step)),
  );
}

/** What is asked at each look of the stability window. */
export function isCheap({ step }: VerificationStep): boolean {
  return step === 'health';
}

/** A step was sick when it was last asked. */
export function isStepSick(incident: Incident): boolean {
  const names = Object.keys(stepQuestions(incident));
  return incident.state.findings.some(({ check, verdict }) => verdict === 'sick' && names.includes(check));
}

/** What the steps of a file say, one after the other; the rest is left when somebody wants something else. */
export async function askSteps(incident: Incident, steps: readonly VerificationStep[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const step of steps) {
    if (step.step === 'shows') continue;
    if (incident.interrupted) break;
    findings.push(await incident.ask(stepName(step), questionOf(incident, step)));
  }
  return findings;
}

/** Of the system and of each mitigation, by the name of the finding. */
export function stepQuestions(incident: Incident): Record<string, (ask: Checks) => Promise<Finding>> {
  const { verification, mitigations } = incident.profile;
  const steps = [verification.steps ?? [], ...mitigations.map(({ verify = [] }) => verify)].flat();
  return Object.fromEntries(
    steps.flatMap((step) =>
      step.step === 'shows' ? [] : [[stepName(step), questionOf(incident, step)] as const],
    ),
  );
}

/** Puts on the timeline what they said; `what` = what was verified by them. */
export function tellSteps(
  incident: Incident,
  what: string,
  findings: Finding[],
  steps: readonly VerificationStep[] = [],
): void {
  const look = steps.flatMap((step) => (step.step === 'shows' ? step.shows : []));
  if (findings.length > 0 || look.length > 0) incident.announce({ kind: 'verified', what, findings, look });
}

function questionOf(incident: Incident, step: Asked): (ask: Checks) => Promise<Finding> {
  const { profile } = incident;
  switch (step.step) {
    case 'health': {
      const { probes, every } = profile.verification;
      return (ask) => ask.httpHealth({ target: step.target, probes, every });
    }
    case 'responseTimes': {
      const { target, requests, p95Below } = step;
      return (ask) => ask.httpResponseTimes({ target, requests, p95Below });
    }
    case 'login':
      return (ask) => ask.httpLogin({ target: step.target });
    case 'errorsInLogs': {
      const { workload, atMost } = step;
      return (ask) => {
        const since = Math.min(step.since, sinceChange(incident));
        return ask.kubernetesLogs({ scope: scopeOf(profile, workload), workload, tail, since, atMost });
      };
    }
    case 'pods':
      return (ask) => ask.kubernetesPods({ scope: step.scope });
    case 'queries': {
      const { step: _, ...question } = step;
      return (ask) => ask.postgresQueries(question);
    }
    case 'errorRate': {
      const { step: _, ...question } = step;
      return (ask) => ask.prometheusErrorRatio(question);
    }
    case 'inPod': {
      const { command } = step;
      return (ask) => ask.kubernetesExec({ scope: scopeOf(profile, command.workload), command });
    }
    case 'script':
      return (ask) => ask.runScript({ script: step.script });
    case 'integrity':
      return (ask) => ask.postgresIntegrity({ database: step.database });
  }
}

/** The catalogue sees to it that there is one. */
function scopeOf({ kubernetes = [] }: SystemProfile, workload: string): KubernetesScope {
  const scope = kubernetes.find(({ workloads }) => workloads.some(({ id }) => id === workload));
  if (!scope) throw new TypeError(`No cluster of the profile has the workload ${workload}`);
  return scope;
}

/** ms */
function sinceChange({ timeline, openedAt }: Incident): number {
  const last = timeline.findLast(({ fact }) => changing.includes(fact.kind));
  return Date.now() - Date.parse(last?.at ?? openedAt);
}
