import { until } from '../../../servers/process.ts';
import type { SlackMessage } from '../../../test/harness/slack.ts';
import { incidentQuery, proposeSignal } from '../../../workflows/contract/messages.ts';
import { slackActions } from '../../../workflows/contract/slack.ts';
import type { Places } from '../../arena.ts';
import { alertmanagerMessage } from '../../messages.ts';
import type { RunId } from '../await-events.ts';
import { openIncident } from '../open-incident.ts';
import { ownSlack } from '../slack.ts';
import { maydayClient } from '../temporal.ts';

export interface Ask {
  places: Places;
  group: string;
  mitigation: string;
}

const deadlineMs = 120_000;

/** Opens an incident, has somebody propose a change, and waits until this process's Slack is asked about it. */
export async function run({ places, group, mitigation }: Ask): Promise<RunId> {
  const incident = await openIncident(places, alertmanagerMessage(group, 1));
  const client = await maydayClient(places);
  const handle = client.workflow.getHandle(incident.workflowId, incident.runId);
  await until(async () => (await handle.query(incidentQuery)).phase !== undefined, { deadlineMs });
  await handle.signal(proposeSignal, { id: `propose-${group}`, by: 'bob', mitigation });
  await until(async () => (await questionOf(incident)) !== undefined, { deadlineMs });
  return incident;
}

/** The message that asks about an incident's plan, as soon as it is there. */
export async function questionOf({ workflowId }: RunId): Promise<SlackMessage | undefined> {
  const { messages } = await ownSlack();
  return messages.find(({ blocks }) => asks(blocks, workflowId));
}

function asks(blocks: SlackMessage['blocks'], workflowId: string): boolean {
  return blocks.some(({ elements = [] }) =>
    elements.some(
      ({ action_id, value }: { action_id?: string; value?: string }) =>
        action_id === slackActions.approve && value?.includes(workflowId),
    ),
  );
}
