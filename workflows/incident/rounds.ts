import { mayday, personName } from '../contract/people.ts';
import type { Plan } from '../contract/plans.ts';
import type { Fact } from '../contract/timeline.ts';
import { linkExplained } from './explaining.ts';
import { isCalm } from './flapping.ts';
import { guidance, whatPeopleCanDo } from './guidance.ts';
import type { Incident } from './incident.ts';
import { climbUntilAcknowledged } from './ladder.ts';
import { goOnWith, type Offered, offerInTurn, offerUndo, planUnderWay } from './mitigation.ts';
import { climb } from './paging.ts';
import { onlyTells } from './public.ts';
import { keepPublicInformed, publicHearsOfTheEnd, publicWaitsForTheEnd } from './public-updates.ts';
import { unlessCancelled } from './reason.ts';
import { watchResolution } from './resolution.ts';
import { handOverShifts } from './shifts.ts';
import { silenceWhileAtWork } from './silence.ts';
import { keepUpdating } from './updates.ts';
import {
  changeIsWell,
  healthSawNothing,
  isTakingBack,
  isWellWithoutChanges,
  staysWell,
  systemIsWell,
} from './verification.ts';

/** One round of a runbook: diagnose, then offer in the catalogue's order until something helps. */
export type Story = (incident: Incident) => Promise<Told>;

/** What came of a story; `for people` = nothing in it could tell whether the system is well. */
type Told = Offered | 'nothing left';

/** The rounds, the clocks and the updates side by side, until the system stays well; `more` runs beside them. */
export async function live(
  incident: Incident,
  story: Story,
  more: ((incident: Incident) => Promise<void>)[] = [],
): Promise<Fact> {
  const { beside } = incident;
  const clocks = [climbUntilAcknowledged, watchResolution, keepUpdating, handOverShifts, silenceWhileAtWork];
  for (const clock of [...clocks, linkExplained, keepPublicInformed, ...more]) {
    beside.run(() => clock(incident)).catch(unlessCancelled);
  }
  try {
    // A run that continued as new while only people could go on waits for them first.
    if (incident.state.upToPeople) await waitForPeople(incident);
    while (
      !(await round(incident, story)) ||
      !(await isCalm(incident)) ||
      !(await isOverForPublic(incident))
    ) {
      incident.nextRound();
    }
    return { kind: 'resolved', by: mayday, as: 'fixed', because: 'it stayed well' };
  } finally {
    beside.cancel();
  }
}

/** Where the public heard of it, it hears of the end first. */
async function isOverForPublic(incident: Incident): Promise<boolean> {
  return !publicWaitsForTheEnd(incident) || (await publicHearsOfTheEnd(incident));
}

/** True when the system has stayed well; false = look again. A run that continued as new begins where it rested. */
async function round(incident: Incident, story: Story): Promise<boolean> {
  const { state } = incident;
  if (state.takenOverBy) return await handBack(incident);
  if (isTakingBack(incident)) return await isWellWithoutChanges(incident);
  if (isTelling(incident)) return await tellAndGoOn(incident, story);
  if (state.phase !== 'monitoring' || state.pending || incident.interrupted) {
    const offered = await nextOffer(incident, story);
    if (offered === 'superseded' || offered === 'taken over' || incident.state.takenOverBy) return false;
    if (offered === 'for people') return await waitForPeople(incident);
    if (incident.profile.runbook.endedByPeople) return await leaveItsEndToPeople(incident);
    if (helpedNobody.includes(offered) && healthSawNothing(incident)) {
      incident.inbox.newEpisode = false;
      sayNothingLeft(incident, offered);
      return await waitForPeople(incident);
    }
    const helped = offered === 'improved' || offered === 'applied';
    if ((helped && !(await changeIsWell(incident))) || !(await systemIsWell(incident))) {
      if (helped) return false;
      sayNothingLeft(incident, offered);
      return await waitForPeople(incident);
    }
  }
  return (await staysWell(incident)) && (await isWellWithoutChanges(incident));
}

/** What comes next only tells somebody something. */
function isTelling(incident: Incident): boolean {
  const next = planUnderWay(incident)?.mitigation ?? incident.inbox.proposals[0]?.mitigation.name;
  return onlyTells(incident.profile.mitigations.find(({ name }) => name === next));
}

/** It is no news of the system: people who had it have it still, and what else waited is made anew. */
async function tellAndGoOn(incident: Incident, story: Story): Promise<false> {
  const { upToPeople } = incident.state;
  const offered = await nextOffer(incident, story);
  if (offered === 'superseded' || offered === 'taken over' || !upToPeople) return false;
  return await waitForPeople(incident);
}

/** What people proposed comes before the runbook's own story. */
async function nextOffer(incident: Incident, story: Story): Promise<Told> {
  const begun = planUnderWay(incident);
  if (begun) return await goOnWith(incident, begun, () => restOfRound(incident, begun, story));
  const proposal = incident.inbox.proposals.shift();
  if (proposal) {
    const { mitigation, parameters, by, cites, undoes } = proposal;
    const requestedBy = personName(by);
    if (undoes !== undefined) return await offerUndo(incident, undoes, requestedBy);
    return await offerInTurn(incident, [mitigation], () => ({ parameters, requestedBy, cites }));
  }
  return await story(incident);
}

/** A plan of a round without checks was proposed by somebody: the story has no part in that round. */
async function restOfRound(incident: Incident, { round }: Plan, story: Story): Promise<Told> {
  const looked = incident.timeline.some(({ fact }) => fact.kind === 'checked' && fact.round === round);
  return looked ? await story(incident) : 'nothing left';
}

const helpedNobody: Told[] = ['rejected', 'skipped', 'nobody decided', 'not improved', 'nothing to do'];

const whys: Partial<Record<Offered | 'nothing left', string>> = {
  rejected: 'the last plan was rejected',
  skipped: 'the last plan was skipped',
  'nobody decided': 'nobody decided on the last plan',
  'not improved': 'the last plan did not help',
};

/** Nothing freezes silently: says that only people can go on, and reaches the next of them. */
function sayNothingLeft(incident: Incident, offered: Offered | 'nothing left'): void {
  const because = whys[offered] ?? 'the findings call for nothing more that is on offer';
  const entry = incident.record({ kind: 'nothing left', because });
  incident.tell('update', entry, { below: guidance(incident.profile) });
  climb(incident, 'nothing is left to offer');
}

async function waitForPeople(incident: Incident): Promise<false> {
  const { inbox } = incident;
  await incident.rest('People', () => inbox.lookAgain || inbox.newEpisode || incident.interrupted);
  return false;
}

/** Whatever was changed, and however well the system is. */
async function leaveItsEndToPeople(incident: Incident): Promise<false> {
  if (!incident.state.upToPeople) incident.announce(whatPeopleCanDo(incident.profile));
  return await waitForPeople(incident);
}

async function handBack(incident: Incident): Promise<false> {
  await incident.rest('A recheck', () => incident.state.takenOverBy === undefined);
  return false;
}
