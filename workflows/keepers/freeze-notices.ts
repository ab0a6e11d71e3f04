import { log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { CoordinationActivities } from '../contract/activities.ts';
import {
  type Freeze,
  type FreezeActivities,
  type FreezeNews,
  freezeSentence,
  type Thawed,
  thawCommand,
} from '../contract/freeze.ts';
import { hashOf } from '../contract/keys.ts';
import type { Notice } from '../contract/notices.ts';

const { notify } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '30 min',
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
  summary: 'Tell everybody on the channels',
});

const { tellIncidents } = proxyActivities<FreezeActivities>({
  startToCloseTimeout: '60 s',
  scheduleToCloseTimeout: '10 min',
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
  summary: 'Tell the open incidents',
});

/** To everybody: the channels, and the open incidents for their timelines. */
export async function tellOfFreeze(freeze: Freeze): Promise<void> {
  await both(notice(freeze, 'headline', 'frozen', freezeSentence(freeze)), { frozen: freeze });
}

/** `times` counts from 1. */
export async function remindOfFreeze(freeze: Freeze, times: number): Promise<void> {
  const said = notice(freeze, 'update', `still-${times}`, `Still frozen. ${freezeSentence(freeze)}`);
  await both(said, { frozen: freeze });
}

export async function tellOfThaw(thawed: Thawed): Promise<void> {
  const { thawedBy, thawReason } = thawed;
  const what = thawed.system === null ? 'Changes' : `Changes to ${thawed.system}`;
  const says = `${what} are allowed again, says ${thawedBy}${thawReason ? `: ${thawReason}` : ''}`;
  await both({ ...notice(thawed, 'resolved', 'thawed', says), phase: 'resolved' }, { thawed });
}

export async function tellOfRefusal(freeze: Freeze, because: string): Promise<void> {
  const says = `A thaw does not count, it is still frozen: ${because}`;
  await unlessItFails(() =>
    notify(notice(freeze, 'update', `refused-${hashOf(because).slice(0, 12)}`, says)),
  );
}

async function both(said: Notice, news: FreezeNews): Promise<void> {
  await Promise.all([unlessItFails(() => notify(said)), unlessItFails(() => tellIncidents(news))]);
}

function notice(freeze: Freeze, kind: Notice['kind'], entryId: string, says: string): Notice {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const { system, by, since } = freeze;
  return {
    kind,
    keyId: firstExecutionRunId,
    entryId,
    incident: 'FREEZE',
    at: new Date().toISOString(),
    openedAt: since,
    text: says,
    details: [
      'Checks, clocks and pages go on; no plan can be approved or applied.',
      `It ends with: ${thawCommand(freeze)}`,
    ],
    people: [],
    workflowId,
    system: system ?? 'all systems',
    phase: 'mitigating',
    label: 'FROZEN',
    acknowledgedBy: by,
  };
}

/** A channel that fails must not end the freeze. */
async function unlessItFails(tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    log.warn('a freeze could not be told', { error });
  }
}
