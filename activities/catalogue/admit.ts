import { ApplicationFailure } from '@temporalio/common';
import { didYouMean, oneOf } from '../../systems/nearest.ts';
import type { Admission, CoordinationActivities } from '../../workflows/contract/activities.ts';
import type { Mode, RunbookInput } from '../../workflows/contract/input.ts';
import { type Severity, type SystemProfile, severities } from '../../workflows/contract/profile.ts';
import { isRunbook, runbooks } from '../../workflows/contract/runbooks.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { explainedBy } from '../explaining/explained-by.ts';
import { channelsOf } from './channels.ts';
import { degradedProfile } from './degraded-profile.ts';
import { handOver, rightPlace } from './hand-over.ts';
import { withOnCallElsewhere } from './on-call-elsewhere.ts';
import { openedByAlerts, readAlertStart, readStart } from './start-input.ts';

type Dependencies = Pick<
  CoordinationDependencies,
  'catalogue' | 'channel' | 'client' | 'onCalls' | 'searchAttributes' | 'log'
>;
type Start = Parameters<CoordinationActivities['admit']>[0];

/** Lets a run in, hands it over to the run it should have been, or refuses it with a sentence. */
export function admit(deps: Dependencies): CoordinationActivities['admit'] {
  return async (start) => {
    if (openedByAlerts(start.input)) return await admitAlert(deps, start, readAlertStart(start.input));
    return await admitPerson(deps, start);
  };
}

async function admitPerson(
  deps: Dependencies,
  { runbook, workflowId, input, openedAt }: Start,
): Promise<Admission> {
  const { catalogue } = deps;
  const read = readStart(input, catalogue.systems());
  if (read.refused !== undefined) return { admission: 'refused', says: read.refused };
  const { start } = read;
  try {
    if (!isRunbook(runbook)) return { admission: 'refused', says: unknownRunbook(runbook) };
    const profile = catalogue.profile(start.system, runbook, new Date(openedAt));
    const severity = start.severity ? catalogue.severity(start.system, start.severity) : undefined;
    const of = catalogue.file(start.system).mode ?? 'live';
    const mode = start.mode ?? of;
    const never = refusal({ ...start, mode }, of, profile);
    if (never) return { admission: 'refused', says: never };
    const misplaced = { runbook, workflowId, start, mode, openedAt };
    const place = await rightPlace(deps, misplaced);
    if (place !== workflowId) return await handOver(deps, { ...misplaced, place });
    const onCall = await withOnCallElsewhere(deps, profile, new Date(openedAt));
    return {
      ...admitted(deps, onCall.profile, start, severity ?? profile.runbook.severity, onCall.assumed),
      mode,
    };
  } catch (error) {
    if (error instanceof ApplicationFailure) return { admission: 'refused', says: error.message };
    throw error;
  }
}

/** Never refused: what cannot be had is left out, said and assumed, and somebody is reached. */
async function admitAlert(deps: Dependencies, of: Start, start: RunbookInput): Promise<Admission> {
  const { profile, degraded } = profileForAlert(deps, of, start.system);
  const wanted = start.severity?.trim().toLowerCase();
  const known = severities.find(
    (code) => code.toLowerCase() === wanted || profile.severities[code].label.toLowerCase() === wanted,
  );
  const severity = known ?? profile.runbook.severity;
  const assumed =
    wanted !== undefined && known === undefined
      ? [
          `severity: the alert's ${JSON.stringify(start.severity?.slice(0, 100))} is none of ${start.system}, so ${severity}`,
        ]
      : [];
  const onCall = await withOnCallElsewhere(deps, profile, new Date(of.openedAt));
  const mode = modeOfAlerts(deps, start.system);
  const opening = { system: start.system, runbook: of.runbook, mode, severity, openedAt: of.openedAt };
  const explained = degraded || start.alone ? undefined : await explainedBy(deps, opening);
  return {
    ...admitted(deps, onCall.profile, start, severity, [...assumed, ...onCall.assumed]),
    mode,
    ...(degraded ? { degraded } : {}),
    ...(explained ? { explained } : {}),
  };
}

function profileForAlert(
  { catalogue, log }: Dependencies,
  { runbook, openedAt }: Start,
  system: string,
): { profile: SystemProfile; degraded?: string } {
  const reasons: string[] = [];
  for (const wanted of [runbook, 'generalIncident']) {
    try {
      if (isRunbook(wanted))
        return { profile: catalogue.profile(system, wanted, new Date(openedAt)), degraded: reasons[0] };
      reasons.push(unknownRunbook(wanted));
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      reasons.push(error.message);
    }
  }
  log.warn({ system, reasons }, 'an alert opened a general incident without the file of its system');
  return { profile: degradedProfile(system, catalogue), degraded: reasons[0] };
}

function admitted(
  deps: Dependencies,
  profile: SystemProfile,
  start: RunbookInput,
  severity: Severity,
  assumed: string[],
): Extract<Admission, { admission: 'admitted' }> {
  const alert = start.alerts?.find(({ status }) => status === 'firing') ?? start.alerts?.[0];
  // An alert's start is not refused, so anything may stand there.
  const texts: unknown[] = [start.summary, alert?.summary, alert?.name];
  const summary = texts.find((text) => typeof text === 'string' && text !== '') ?? profile.runbook.title;
  return {
    admission: 'admitted',
    profile,
    severity,
    summary: String(summary).slice(0, 1000),
    searchAttributes: deps.searchAttributes,
    assumed,
    ...channelsOf(deps, profile.system, profile.runbook),
  };
}

/** Alerts are never a dry run; they are shadows where the file says so now, whatever their start says. */
function modeOfAlerts({ catalogue }: Dependencies, system: string): Mode {
  try {
    return catalogue.file(system).mode ?? 'live';
  } catch {
    return 'live';
  }
}

/** Why a start's mode or parameters cannot be taken, as a sentence; `of` is the mode of the system's file. */
function refusal(
  { system, mode, parameters }: RunbookInput,
  of: Mode,
  { mitigations, runbook }: SystemProfile,
): string | undefined {
  if (mode === 'live' && of === 'shadow') {
    return `${system} is in shadow mode: leave "mode" out, or take "mode: shadow" out of systems/${system}.yaml first.`;
  }
  const given = Object.keys(parameters ?? {});
  if (given.length === 0) return undefined;
  if (mode !== 'dry-run') {
    return `${runbook.name} takes parameters in a dry run only: leave "parameters" out (found ${given.join(', ').slice(0, 100)}), and answer when it asks.`;
  }
  const asked = mitigations.flatMap(({ asks }) => asks.map(({ name }) => name));
  const strange = given.filter((name) => !asked.includes(name));
  if (strange.length === 0) return undefined;
  const known = asked.length > 0 ? `they ask for ${asked.join(', ')}` : 'they ask for nothing';
  return `No mitigation of ${system} asks for ${strange.join(', ').slice(0, 100)}: ${known}.`;
}

function unknownRunbook(name: string): string {
  const known = Object.keys(runbooks);
  return `There is no runbook ${JSON.stringify(name.slice(0, 100))}${didYouMean(name, known) || '.'} Runbooks: ${oneOf(known)}.`;
}
