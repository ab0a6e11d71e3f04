import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { until } from '../../servers/process.ts';
import {
  botToken,
  channel,
  type SlackMessage,
  SlackStandIn,
  signingSecret,
  team,
} from '../../test/harness/slack.ts';
import { incidentQuery, proposeSignal } from '../../workflows/contract/messages.ts';
import { slackActions } from '../../workflows/contract/slack.ts';
import { type Arena, type ArenaOptions, startArena } from '../arena.ts';
import { post } from '../client/post.ts';
import { alertmanagerMessage } from '../messages.ts';

const approver = 'UALICE0001';
const deadlineMs = 120_000;

/** An incident whose plan waits for a click. */
export interface Waiting {
  handle: WorkflowHandle;
  question: SlackMessage;
}

/** How a click went, in ms. */
export interface Clicked {
  /** Until Slack has its answer. */
  answered: number;
  /** Until the activity that carries the plan out runs, by the server's clock. */
  applying: number;
}

/** Mayday's real processes with a Slack, and incidents that ask there whether a script may run that does nothing. */
export class Asking {
  readonly arena: Arena;
  private readonly slack: SlackStandIn;
  private readonly folder: string;
  private number = 0;

  private constructor(arena: Arena, slack: SlackStandIn, folder: string) {
    this.arena = arena;
    this.slack = slack;
    this.folder = folder;
  }

  static async start(options: Pick<ArenaOptions<never>, 'profile' | 'bare'>): Promise<Asking> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
    const slack = await SlackStandIn.start();
    try {
      const environment = {
        MAYDAY_SLACK_TOKEN: botToken,
        MAYDAY_SLACK_API_URL: slack.apiUrl,
        MAYDAY_SLACK_CHANNEL: channel,
        MAYDAY_SLACK_SIGNING_SECRET: signingSecret,
      };
      const mayday = { catalogue: await catalogueOf(folder), environment };
      return new Asking(await startArena({ ...options, mayday }), slack, folder);
    } catch (error) {
      await slack.stop();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.arena.end();
    await this.slack.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Opens an incident, has somebody propose the script, and waits until Slack asks. */
  async plan(): Promise<Waiting> {
    this.number += 1;
    const { gateway, hookToken } = this.arena.places;
    const body = JSON.stringify(alertmanagerMessage(`click-${this.number}`, 1));
    const { status, text } = await post(`${gateway}/hooks/alertmanager`, hookToken, body);
    if (status !== 202) throw new Error(`The gateway answered ${status}: ${text}`);
    const [opened] = (JSON.parse(text) as { incidents: { workflowId: string }[] }).incidents;
    const handle = this.arena.temporalClient.workflow.getHandle(opened?.workflowId ?? '');
    await until(async () => (await handle.query(incidentQuery)).phase !== undefined, { deadlineMs });
    await handle.signal(proposeSignal, { id: `propose-${this.number}`, by: 'bob', mitigation: 'doNothing' });
    let question: SlackMessage | undefined;
    await until(
      async () => {
        question = this.slack.messages.find(({ blocks }) => asks(blocks, handle.workflowId));
        return question !== undefined;
      },
      { deadlineMs },
    );
    if (!question) throw new Error(`Nobody was asked about the plan of ${handle.workflowId}.`);
    return { handle, question };
  }

  async click({ handle, question }: Waiting): Promise<Clicked> {
    const began = Date.now();
    const { people } = this.slack;
    const { status, body, ms } = await people.click(
      this.arena.places.gateway,
      question,
      slackActions.approve,
      approver,
    );
    if (status !== 200) throw new Error(`The click was answered ${status}: ${body}`);
    return { answered: ms, applying: (await startOf(handle, 'applyPlan')) - began };
  }
}

/** When an activity of that type began, epoch ms; waits until the server has it on record. */
export async function startOf(handle: WorkflowHandle, type: string, which = 0): Promise<number> {
  let at: number | undefined;
  await until(
    async () => {
      const { events = [] } = await handle.fetchHistory();
      const scheduled = events?.filter(
        (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === type,
      )[which];
      const started = events?.find(
        ({ activityTaskStartedEventAttributes: attributes }) =>
          scheduled && `${attributes?.scheduledEventId}` === `${scheduled.eventId}`,
      );
      const time = started?.eventTime;
      if (time) at = Number(time.seconds) * 1_000 + Number(time.nanos) / 1e6;
      return at !== undefined;
    },
    { deadlineMs },
  );
  return at ?? Number.NaN;
}

function asks(blocks: SlackMessage['blocks'], workflowId: string): boolean {
  return blocks.some(({ elements = [] }) =>
    elements.some(
      ({ action_id, value }: { action_id?: string; value?: string }) =>
        action_id === slackActions.approve && value?.includes(workflowId),
    ),
  );
}

async function catalogueOf(folder: string): Promise<string> {
  const [systems, scripts] = [path.join(folder, 'systems'), path.join(folder, 'scripts')];
  await mkdir(systems);
  await mkdir(scripts);
  await writeFile(path.join(scripts, 'nothing.sh'), '#!/bin/sh\nexit 0\n');
  await chmod(path.join(scripts, 'nothing.sh'), 0o755);
  const file = `system: bench
title: What is measured
people:
  alice: { publicKey: "\${DEMO_ALICE_PUBLIC_KEY}", slack: { user: ${approver}, team: ${team} } }
  bob: { publicKey: "\${DEMO_BOB_PUBLIC_KEY}" }
roles: { on-call: [alice, bob] }
ladder: { response: [on-call] }
policy: { approvers: [on-call], budgets: { changesPerHour: 1000 } }
severities:
  P1: { response: 4h, resolution: 24h, updates: 4h }
scriptsRun: { folder: ${scripts} }
scripts:
  nothing: { title: Do nothing, run: ./nothing.sh, risk: disruptive }
mitigations:
  doNothing: { title: Do nothing, action: script.run, script: nothing, risk: disruptive }
runbooks:
  generalIncident: { mitigations: [doNothing] }
routes:
  - match: {}
    catchAll: true
    runbook: generalIncident
    severity: P1
`;
  await writeFile(path.join(systems, 'bench.yaml'), file);
  return systems;
}
