import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type WorkflowHandle } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import pino from 'pino';
import { folderArchive } from '../../activities/archive/folder-archive.ts';
import { checkpointed } from '../../activities/audit/checkpointed.ts';
import type { Channel, CoordinationDependencies } from '../../activities/dependencies.ts';
import { createCoordinationActivities } from '../../activities/index.ts';
import { freezes } from '../../activities/keepers/freezes.ts';
import { leases } from '../../activities/keepers/leases.ts';
import { newKeyPair } from '../../client/keys/private-key.ts';
import { payloadConverterPath } from '../../codec/converter-modules.ts';
import { dataConverterFrom } from '../../codec/environment.ts';
import { startTimeSkipping } from '../../servers/time-skipping.ts';
import type { Catalogue } from '../../systems/catalogue.ts';
import { openCatalogue } from '../../systems/open-catalogue.ts';
import { signerOf } from '../../worker/audit-settings.ts';
import type { ChannelProfile } from '../../workflows/contract/channels.ts';
import type { Alert, RunbookInput } from '../../workflows/contract/input.ts';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { alertsSignal } from '../../workflows/contract/messages.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import { probeSignal, probeType } from '../../workflows/contract/probe.ts';
import { coordinationQueue, poolQueue } from '../../workflows/contract/queues.ts';
import { searchAttributes } from '../../workflows/contract/search-attributes.ts';
import { type KnownKeys, keysKnownTo, unapprovedEffects } from './approved-effects.ts';
import { assertUntouched } from './audited.ts';
import { workflowBundle } from './bundle.ts';
import { eventsPerRun } from './grows-long.ts';
import { unlessLost } from './lost-tasks.ts';
import { newKeys } from './people.ts';
import { Play } from './play.ts';
import { assertQuiet } from './quiet.ts';
import { saveHistories } from './saved-histories.ts';
import { unexplained } from './summaries.ts';
import { World } from './world.ts';

type History = temporal.api.history.v1.IHistory;

/** A task that the test server drops comes again after this, not after 10 s. */
const workflowTaskTimeout = '3 s';
/** Of stages whose runs are long or replayed again and again: on a busy machine a task takes longer than 3 s. */
const patientTaskTimeout = '20 s';
/** Runs that a worker of a stage that forgets has in memory; the SDK keeps no fewer. */
const remembered = 2;
/** Events of a probe that waits: started, its first task scheduled, started and completed. */
const afterFirstTask = 4;

/** Workflows on the time-skipping server, with a scripted world behind the pool and everything else as in production. */
export class Stage {
  readonly world = new World();
  readonly said: Notice[] = [];
  /** What channels other than Mayday's own log heard. */
  readonly saidElsewhere: Notice[] = [];
  readonly keys = newKeys();
  /** Vouches for clicks in Slack, where alice is UALICE and bob UBOB of TDEMO. */
  readonly gateway = newKeyPair();
  /** Signs checkpoints and seals. */
  readonly audit = newKeyPair();
  /** ms that an activity takes longer. */
  readonly slow = { archive: 0, verifyDecision: 0 };
  readonly env: TestWorkflowEnvironment;
  readonly client: Client;
  readonly folder: string;
  /** Whose keys and approvals its worker knows. */
  known?: KnownKeys;
  private readonly opened: WorkflowHandle[] = [];
  private readonly run: { workflowTaskTimeout: '3 s' | '20 s'; memo?: { eventsPerRun: number } };
  private first?: string;

  constructor(env: TestWorkflowEnvironment, folder: string, growsLong: boolean, forgets: boolean) {
    this.env = env;
    this.folder = folder;
    this.run = {
      workflowTaskTimeout: growsLong || forgets ? patientTaskTimeout : workflowTaskTimeout,
      ...(growsLong && { memo: { eventsPerRun } }),
    };
    this.client = new Client({ connection: env.connection, dataConverter: dataConverterFrom({}, 'default') });
  }

  /** Opens the shop's incident as its alert does, or with what differs. */
  async alert(input: Partial<RunbookInput> = {}, runbook = 'databaseIssues'): Promise<Play> {
    const group = input.group ?? randomUUID();
    const system = input.system ?? 'demo';
    const openedBy = { kind: 'alerts', door: 'alertmanager' } as const;
    const handle = await this.client.workflow.signalWithStart(runbook, {
      workflowId: incidentWorkflowId(system, runbook, group, input.mode),
      taskQueue: coordinationQueue,
      ...this.run,
      args: [{ system, group, summary: 'the shop answers 503', openedBy, ...input }],
      signal: alertsSignal,
      signalArgs: [{ door: 'alertmanager', alerts: [shopAlert('firing')] }],
    });
    this.opened.push(handle);
    return new Play(this, handle);
  }

  /** Starts a run as a person does in the Temporal UI: any id, any input. */
  async start(runbook: string, input: unknown, workflowId: string = randomUUID()): Promise<Play> {
    const handle = await this.client.workflow.start(runbook, {
      workflowId,
      taskQueue: coordinationQueue,
      ...this.run,
      args: [input],
    });
    this.opened.push(handle);
    return new Play(this, handle);
  }

  /** A run that another one started. */
  play(workflowId: string): Play {
    const handle = this.client.workflow.getHandle(workflowId);
    this.opened.push(handle);
    return new Play(this, handle);
  }

  /** Lets time pass, ms; timers that are due meanwhile fire. */
  async pass(ms: number): Promise<void> {
    await this.env.sleep(ms);
  }

  /**
   * Runs that nobody asked for push all others out of the worker's memory: as after its restart, it goes on with the
   * histories and nothing else. Needs `forgets`. (The test server never gives up the queue of a worker that was stopped.)
   */
  async forget(): Promise<void> {
    const { workflow } = this.client;
    const runs = await Promise.all(
      Array.from({ length: remembered }, () =>
        workflow.start(probeType, { workflowId: randomUUID(), taskQueue: coordinationQueue }),
      ),
    );
    for (const run of runs) while ((await run.describe()).historyLength < afterFirstTask) await delay(10);
    for (const run of runs) await run.signal(probeSignal);
    await Promise.all(runs.map((run) => run.result()));
  }

  /** Changes the demo's file from what it was in the beginning; counts for what opens from now on, and for whose decisions count. */
  async edit(change: (file: string) => string): Promise<void> {
    const place = path.join(this.folder, 'systems', 'demo.yaml');
    this.first ??= await readFile(place, 'utf8');
    await writeFile(place, change(this.first));
  }

  async now(): Promise<string> {
    return new Date(await this.env.currentTimeMs()).toISOString();
  }

  /**
   * Replays every run on the current code, and looks for effects that nobody approved; keeps the histories where
   * MAYDAY_SAVE_HISTORIES names a folder.
   */
  async replayAll(title: string, known: KnownKeys): Promise<void> {
    const bundle = await workflowBundle();
    const chains = await Promise.all(this.opened.map(({ workflowId }) => this.runsOf(workflowId)));
    const runs = chains.flat();
    for (const chain of chains) {
      const histories = chain.map(({ history }) => history);
      assert.deepEqual(unapprovedEffects(histories, known), [], 'every effect was approved before');
    }
    const options = { workflowBundle: bundle, dataConverter: { payloadConverterPath } };
    for await (const { error } of Worker.runReplayHistories(options, runs)) if (error) throw error;
    assertQuiet(runs, this.saidElsewhere);
    for (const { history } of runs)
      assert.deepEqual(unexplained(history), [], 'every event says what it is for');
    await saveHistories(title, runs);
  }

  /** All runs that went on as one another under a workflow id, oldest first. */
  async runsOf(workflowId: string) {
    const runs: { workflowId: string; runId: string; history: History }[] = [];
    let runId: string | undefined;
    do {
      const history = await this.client.workflow.getHandle(workflowId, runId).fetchHistory();
      const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
      runs.unshift({ workflowId, runId: started?.originalExecutionRunId ?? '', history });
      runId = started?.continuedExecutionRunId || undefined;
    } while (runId !== undefined);
    return runs;
  }
}

export interface StageOptions {
  /** Its runs continue as new after a few hundred events. */
  growsLong?: boolean;
  /** Its worker can be made to `forget`. */
  forgets?: boolean;
  /** A folder of catalogue files; without it the demo's alone. */
  systems?: string;
  /** Changes the demo's file. */
  edit?: (file: string) => string;
  /** Pools with a worker, `main` beside them. */
  pools?: readonly string[];
  /** Real ones, in the place of those that only remember. */
  channels?: (catalogue: Catalogue) => Partial<Record<ChannelProfile['kind'], Channel>>;
}

/** Plays a story on a server of its own; afterwards every run must replay. @throws TaskLost */
export async function onStage(
  title: string,
  play: (stage: Stage) => Promise<void>,
  {
    growsLong = false,
    forgets = false,
    systems,
    edit = (file) => file,
    channels = () => ({}),
    pools: more = [],
  }: StageOptions = {},
): Promise<void> {
  const env = await startTimeSkipping({ searchAttributes: Object.values(searchAttributes) });
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-stage-'));
  try {
    const stage = new Stage(env, folder, growsLong, forgets);
    const deps = await dependencies(stage, systems ?? (await catalogueWithCarol(folder, edit)));
    const others = channels(deps.catalogue);
    const usual = deps.channel;
    stage.known = keysKnownTo(deps);
    deps.channel = (profile) => others[profile.kind] ?? usual(profile);
    const shared = { connection: env.nativeConnection, dataConverter: { payloadConverterPath } };
    const coordination = await Worker.create({
      ...shared,
      taskQueue: coordinationQueue,
      workflowBundle: await workflowBundle(),
      activities: slowed(stage, createCoordinationActivities(deps)),
      ...(forgets && { maxCachedWorkflows: remembered }),
    });
    const world = stage.world.activities(deps);
    const pools = await Promise.all(
      ['main', ...more].map((pool) =>
        Worker.create({
          ...shared,
          taskQueue: poolQueue(pool),
          activities: { ...world, applyPlan: checkpointed(world.applyPlan, deps.signer) },
        }),
      ),
    );
    await pools.reduce(
      (play, pool) => () => pool.runUntil(play),
      () => coordination.runUntil(() => unlessLost(() => play(stage))),
    )();
    await stage.replayAll(title, stage.known);
    await assertUntouched(stage, deps);
  } finally {
    await env.teardown();
    await rm(folder, { recursive: true, force: true });
  }
}

function slowed(stage: Stage, activities: ReturnType<typeof createCoordinationActivities>) {
  const { verifyDecision } = activities;
  return {
    ...activities,
    verifyDecision: async (...question: Parameters<typeof verifyDecision>) => {
      await delay(stage.slow.verifyDecision);
      return verifyDecision(...question);
    },
  };
}

async function dependencies(stage: Stage, systems: string): Promise<CoordinationDependencies> {
  const settings: Record<string, string> = {
    DEMO_ALICE_PUBLIC_KEY: stage.keys.alice.publicKey,
    DEMO_BOB_PUBLIC_KEY: stage.keys.bob.publicKey,
    DEMO_CAROL_PUBLIC_KEY: stage.keys.carol.publicKey,
  };
  const recorded = (said: Notice[]): Channel => ({
    async say(...notices) {
      for (const notice of notices) {
        const known = said.some(({ keyId, entryId }) => keyId === notice.keyId && entryId === notice.entryId);
        if (!known) said.push(notice);
      }
    },
  });
  const [log, elsewhere] = [recorded(stage.said), recorded(stage.saidElsewhere)];
  const kept = folderArchive(path.join(stage.folder, 'archive'));
  return {
    catalogue: openCatalogue(systems),
    resolve: (text) => text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => settings[name] ?? ''),
    gatewayKeys: [stage.gateway.publicKey],
    signer: signerOf(stage.audit.privateKeyPem),
    client: stage.client,
    leases: leases(stage.client),
    freezes: freezes(stage.client),
    channel: ({ kind }) => (kind === 'log' ? log : elsewhere),
    archive: {
      ...kept,
      keep: async (...record) => {
        await delay(stage.slow.archive);
        return kept.keep(...record);
      },
    },
    searchAttributes: true,
    log: pino({ level: 'silent' }),
  };
}

/** The demo's catalogue, in which carol has a key: two approvers are needed to race. */
async function catalogueWithCarol(folder: string, edit: (file: string) => string): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems);
  const demo = await readFile(new URL('../../systems/demo.yaml', import.meta.url), 'utf8');
  const changed = demo.replace(/^ {2}carol: \{\}.*$/m, `  carol: { publicKey: "\${DEMO_CAROL_PUBLIC_KEY}" }`);
  const accounts = changed
    .replace(/^ {2}alice:$/m, '$&\n    slack: { user: UALICE, team: TDEMO }')
    .replace(/^ {2}bob:$/m, '$&\n    slack: { user: UBOB, team: TDEMO }');
  await writeFile(path.join(systems, 'demo.yaml'), edit(accounts));
  return systems;
}

/** The shop's alert; another `startsAt` is another episode. */
export function shopAlert(status: Alert['status'], startsAt = '2026-01-01T03:12:00.000Z'): Alert {
  return {
    fingerprint: '6c1d7e0f0b5a4d3e',
    status,
    name: 'ShopDatabaseConnectionsExhausted',
    summary: 'too many clients already',
    labels: { service: 'demo-shop' },
    annotations: {},
    startsAt,
  };
}
