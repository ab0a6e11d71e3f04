import type { VerificationStep } from '../workflows/contract/verification.ts';
import { defaultAnsweredWithin, defaultErrorsSince, defaultRequests } from './defaults.ts';
import { durationText } from './duration.ts';
import type { WrittenStep } from './entries/verification.ts';
import { inPodCommand } from './in-pod.ts';
import { kubernetesScopes } from './kubernetes-scopes.ts';
import { postgresTarget } from './postgres-mitigations.ts';
import { requestsProfile } from './requests.ts';
import type { SystemFile } from './schema.ts';
import { scriptProfile } from './scripts.ts';

type Assume = (says: string) => void;

/** What must be well of the system beside its health check; nothing where the file has no steps. */
export function systemSteps(system: SystemFile, assume: Assume): { steps?: VerificationStep[] } {
  const steps = system.verification.steps.map((written) => stepOf(system, written, assume));
  return steps.length > 0 ? { steps } : {};
}

/** What a mitigation of the file looks at itself once it has helped; a bundle also at what its parts do. */
export function changeSteps(
  system: SystemFile,
  name: string,
  assume: Assume,
): { verify?: VerificationStep[] } {
  const entry = system.mitigations[name];
  if (!entry) return {};
  const parts = entry.action === 'bundle' ? entry.of.map((part) => system.mitigations[part]) : [];
  const written = [entry, ...parts].flatMap((each) => each?.verify ?? []);
  const verify = [
    ...written.map((step) => stepOf(system, step, assume)),
    ...(entry.action === 'postgres.restore'
      ? [{ step: 'integrity' as const, database: postgresTarget(system, entry.target) }]
      : []),
  ];
  return verify.length > 0 ? { verify } : {};
}

/** A step as a run knows it. */
function stepOf(system: SystemFile, written: WrittenStep, assume: Assume): VerificationStep {
  const { thresholds } = system;
  if ('health' in written) return { step: 'health', target: web(system, written.health) };
  if ('responseTimes' in written) {
    const { responseTimes: id, requests = defaultRequests } = written;
    const p95Below = written.p95Below ?? thresholds.latencyP95?.below;
    if (p95Below === undefined) {
      assume(
        `response times of ${id}: the file does not say how fast it must be, so only whether it answers counts`,
      );
    }
    if (written.requests === undefined) {
      assume(`response times of ${id}: the file does not say how often it is asked, so ${requests} times`);
    }
    return {
      step: 'responseTimes',
      target: web(system, id),
      requests,
      ...(p95Below === undefined ? {} : { p95Below }),
    };
  }
  if ('login' in written) {
    const { login } = httpTarget(system, written.login);
    if (!login) throw new Error(`The target ${written.login} passed the checks, but nobody signs in there`);
    const { probeUser: user, probePassword: password, fields, token } = login;
    const [userField = 'username', passwordField = 'password'] = fields;
    return {
      step: 'login',
      target: {
        ...web(system, written.login),
        login: { user, password, fields: [userField, passwordField], ...(token ? { token } : {}) },
      },
    };
  }
  if ('errorsInLogs' in written) {
    const { errorsInLogs: workload, since = defaultErrorsSince, atMost = 0 } = written;
    if (written.since === undefined) {
      assume(
        `errors of ${workload}: the file does not say how far back they count, so ${durationText(since)}`,
      );
    }
    if (written.atMost === undefined) {
      assume(`errors of ${workload}: the file does not say how many are too many, so any`);
    }
    return { step: 'errorsInLogs', workload, since, atMost };
  }
  if ('pods' in written) return { step: 'pods', of: written.pods, scope: scopeOf(system, written.pods) };
  if ('queries' in written) {
    const { queries: id, within = defaultAnsweredWithin, ...whose } = written;
    if (written.within === undefined) {
      assume(`queries of ${id}: the file does not say how long ago one may be, so ${durationText(within)}`);
    }
    return { step: 'queries', database: postgresTarget(system, id), within, ...whose };
  }
  if ('errorRate' in written) {
    const { target: prometheus, requests } = requestsProfile(system, written.errorRate, () => {});
    const { series, limits } = requests;
    return { step: 'errorRate', prometheus, series, above: limits.errorsAbove, lasting: 0 };
  }
  if ('inPod' in written) {
    const command = inPodCommand(system, written.inPod);
    if (!command) throw new Error(`The program ${written.inPod} passed the checks, but is none of the file`);
    return { step: 'inPod', command };
  }
  if ('script' in written) return scriptStep(system, written.script, written.mode);
  return { step: 'shows', shows: written.shows };
}

/** One that the file does not say where to run is for people. */
function scriptStep(system: SystemFile, name: string, mode: string | undefined): VerificationStep {
  const script = scriptProfile(system, name, mode);
  if (!script) throw new Error(`The script ${name} passed the checks, but is none of the file`);
  if (script.in) return { step: 'script', script };
  const words = script.words.map((word) => ('text' in word ? word.text : '…'));
  return { step: 'shows', shows: `${script.title}: ${[script.program, ...words].join(' ')}` };
}

function httpTarget({ targets }: SystemFile, id: string) {
  const target = targets[id];
  if (target?.kind !== 'http') throw new Error(`The target ${id} passed the checks, but is no HTTP endpoint`);
  return target;
}

function web(system: SystemFile, id: string) {
  const { kind, url } = httpTarget(system, id);
  return { id, kind, url };
}

/** Of a cluster, one workload or one namespace. */
function scopeOf(system: SystemFile, id: string) {
  const target = system.targets[id];
  const { kubernetes = [] } = kubernetesScopes(system);
  const cluster = target && 'cluster' in target ? target.cluster : undefined;
  const scope = kubernetes.find((each) => each.cluster?.id === cluster);
  if (!target || !scope) throw new Error(`The target ${id} passed the checks, but is in no cluster`);
  return {
    ...scope,
    namespaces: target.kind === 'namespace' ? [target.name] : [],
    workloads: scope.workloads.filter((each) => each.id === id),
    entrances: [],
  };
}

/** The endpoints whose health a runbook asks beside the system's. */
export function runbookHealth(system: SystemFile, ids: readonly string[]) {
  return ids.length > 0 ? { health: ids.map((id) => web(system, id)) } : {};
}
