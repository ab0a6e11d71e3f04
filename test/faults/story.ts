import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { shopAlert } from '../../demo/alert.ts';
import { until } from '../../servers/process.ts';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { slackActions } from '../../workflows/contract/slack.ts';
import { LiveIncident } from '../harness/live-incident.ts';
import type { SlackMessage } from '../harness/slack.ts';
import type { Ground } from './ground.ts';

/** ms; a machine may be busy, and a lost attempt is found out after 10 s. */
const patience = 120_000;

/** One incident of `databaseIssues`, told by what is outside: alerts come in, and alice clicks in Slack. */
export class Story {
  readonly ground: Ground;
  readonly group = randomUUID();
  readonly workflowId = incidentWorkflowId('demo', 'databaseIssues', this.group);
  /** Sessions that the shop leaked. */
  leaked: number[] = [];
  /** Alerts and clicks that had to be sent again, since nobody said that they had arrived. */
  again = 0;

  constructor(ground: Ground) {
    this.ground = ground;
  }

  /** From the leak to the end of the run. */
  async tell(): Promise<LiveIncident> {
    const incident = await this.alert('firing');
    await incident.says(/^Paged on-call/, { within: patience });
    await this.click(incident, 'headline', slackActions.acknowledge, /^Acknowledged by alice/);
    await this.alert('firing');
    await incident.says(/^Plan 1 waits for approval/, { within: patience });
    await this.click(incident, 'ask', slackActions.approve, /^alice \(slack\) approved plan 1/);
    await incident.says(/^Watching for stability/, { within: patience });
    await incident.says(/^Resolved as/, { within: patience });
    await until(async () => (await incident.handle.describe()).status.name === 'COMPLETED', {
      deadlineMs: patience,
    });
    // What comes after it begins, and is told of in the same places.
    const { entryId } = await incident.says(/follow-ups are to be done/, { within: patience });
    const inSlack = () => this.ground.slack.messages.map(({ metadata }) => metadata?.event_payload?.entry_id);
    await until(async () => inSlack().includes(entryId), { deadlineMs: patience });
    return incident;
  }

  /** Leaks every connection; before the alert, so that a watcher can be there first. */
  async breakShop(): Promise<void> {
    this.leaked = await this.ground.live.breakShop();
  }

  private readonly since = new Date();

  /** Sends an alert as an Alertmanager does: again while nobody takes it. */
  private async alert(status: 'firing' | 'resolved'): Promise<LiveIncident> {
    const { live } = this.ground;
    const body = { ...JSON.parse(await shopAlert(status, this.since)), groupKey: this.group };
    const deadline = Date.now() + patience;
    for (;;) {
      const response = await live.send(body).catch(() => undefined);
      const answer = await response?.text().catch(() => undefined);
      if (response?.status === 202 && answer !== undefined) {
        const [{ workflowId, runId }] = JSON.parse(answer).incidents;
        return new LiveIncident(live, workflowId, runId);
      }
      if (response && response.status !== 503) {
        throw new Error(`The gateway answered ${response.status}: ${answer}`);
      }
      if (Date.now() > deadline) throw new Error('The gateway takes no alert any more.');
      this.again += 1;
      await delay(200);
    }
  }

  /** Clicks as people do: again where Slack says that it failed, or nothing comes of it for long. */
  private async click(incident: LiveIncident, kind: string, action: string, heard: RegExp): Promise<void> {
    const { slack, live } = this.ground;
    const find = () =>
      slack.of(kind).find(({ metadata }) => metadata.event_payload.key_id === incident.keyId);
    await until(async () => find() !== undefined, { deadlineMs: patience });
    const deadline = Date.now() + patience;
    for (; Date.now() < deadline; this.again += 1) {
      const taken = await slack.people
        .click(live.stack.gatewayUrl, find() as SlackMessage, action, 'UALICE0001')
        .then(({ status }) => status === 200)
        .catch(() => false);
      const said = async () => (await incident.notices()).some(({ text }) => heard.test(text));
      if (!taken && !(await said())) await delay(300);
      else if (await comes(said, 30_000)) return;
    }
    await incident.says(heard, { within: 1 });
  }
}

async function comes(question: () => Promise<boolean>, deadlineMs: number): Promise<boolean> {
  return await until(question, { deadlineMs }).then(
    () => true,
    () => false,
  );
}
