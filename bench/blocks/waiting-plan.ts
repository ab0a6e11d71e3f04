import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { botToken, channel, signingSecret, team } from '../../test/harness/slack.ts';
import { type Arena, type ArenaOptions, startArena } from '../arena.ts';
import type { RunId } from '../client/await-events.ts';
import { startClient } from '../client/client.ts';
import type { Ask } from '../client/loads/ask.ts';
import type { Click, Clicked } from '../client/loads/click.ts';

const approver = 'UALICE0001';
const mitigation = 'doNothing';

/** Mayday's real processes with a Slack in the client's, and incidents that ask there whether a script may run that does nothing. */
export class Asking {
  readonly arena: Arena;
  private readonly folder: string;
  private number = 0;

  private constructor(arena: Arena, folder: string) {
    this.arena = arena;
    this.folder = folder;
  }

  static async start(
    options: Pick<ArenaOptions, 'profile' | 'bare'>,
    further: Record<string, string> = {},
  ): Promise<Asking> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
    const client = startClient();
    try {
      const environment = {
        MAYDAY_SLACK_TOKEN: botToken,
        MAYDAY_SLACK_API_URL: await client.run<string>('listen', {}),
        MAYDAY_SLACK_CHANNEL: channel,
        MAYDAY_SLACK_SIGNING_SECRET: signingSecret,
        ...further,
      };
      const mayday = { catalogue: await catalogueOf(folder), environment };
      return new Asking(await startArena({ ...options, mayday, client }), folder);
    } catch (error) {
      await client.stop();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.arena.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Opens an incident, has somebody propose the script, and waits until Slack asks. */
  plan(): Promise<RunId> {
    this.number += 1;
    const { client, places } = this.arena;
    return client.run<RunId>('ask', { places, group: `click-${this.number}`, mitigation } satisfies Ask);
  }

  /** Approves it. */
  async click(incident: RunId): Promise<Clicked> {
    const { client, places } = this.arena;
    return await client.run<Clicked>('click', { places, incident, approver } satisfies Click);
  }

  /** So many incidents, one after the other, each with its click; they are over then. */
  async clicks(count: number): Promise<Clicked[]> {
    const clicked: Clicked[] = [];
    for (let i = 0; i < count; i += 1) {
      const incident = await this.plan();
      await this.arena.settle(20_000);
      clicked.push(await this.click(incident));
      await this.forget(incident);
    }
    return clicked;
  }

  async forget({ workflowId, runId }: RunId): Promise<void> {
    await this.arena.temporalClient.workflow.getHandle(workflowId, runId).terminate('measured');
  }
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
  ${mitigation}: { title: Do nothing, action: script.run, script: nothing, risk: disruptive }
runbooks:
  generalIncident: { mitigations: [${mitigation}] }
routes:
  - match: {}
    catchAll: true
    runbook: generalIncident
    severity: P1
`;
  await writeFile(path.join(systems, 'bench.yaml'), file);
  return systems;
}
