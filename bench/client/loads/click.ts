import { slackActions } from '../../../workflows/contract/slack.ts';
import type { Places } from '../../arena.ts';
import { timeOf } from '../../event-time.ts';
import { awaitEvents, type RunId, startOf } from '../await-events.ts';
import { ownSlack } from '../slack.ts';
import { bareClient } from '../temporal.ts';
import { questionOf } from './ask.ts';

export interface Click {
  places: Places;
  incident: RunId;
  /** Slack's id of who approves. */
  approver: string;
}

/** How a click went. */
export interface Clicked {
  /** ms until Slack has its answer. */
  answered: number;
  /** ms until the activity that carries the plan out runs, by the server's clock. */
  applying: number;
  /** Whether a task of the incident had to be taken back from a worker that did not come for it. */
  missed: boolean;
}

/** `TIMEOUT_TYPE_SCHEDULE_TO_START`: what becomes of a task that was kept for a worker which is gone. */
const scheduleToStart = 2;

/** Approves what is asked about the incident. */
export async function run({ places, incident, approver }: Click): Promise<Clicked> {
  const question = await questionOf(incident);
  if (!question) throw new Error(`Nobody was asked about the plan of ${incident.workflowId}.`);
  const { people } = await ownSlack();
  const client = await bareClient(places.temporal);
  const began = Date.now();
  const { status, body, ms } = await people.click(places.gateway, question, slackActions.approve, approver);
  if (status !== 200) throw new Error(`The click was answered ${status}: ${body}`);
  return await awaitEvents(client, incident, (events) => {
    const at = startOf(events, 'applyPlan');
    // The next incident must get the lease of the same script.
    if (at === undefined || startOf(events, 'releaseLease') === undefined) return undefined;
    const missed = events.some(
      (event) =>
        event.workflowTaskTimedOutEventAttributes?.timeoutType === scheduleToStart && timeOf(event) >= began,
    );
    return { answered: ms, applying: at - began, missed };
  });
}
