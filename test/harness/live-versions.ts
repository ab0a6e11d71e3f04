import assert from 'node:assert/strict';
import { findOnce } from '../../servers/find.ts';
import { type Running, run, until } from '../../servers/process.ts';
import { temporalRecipe } from '../../servers/temporal.ts';
import { postIncidentWorkflowId } from '../../workflows/contract/follow-ups.ts';
import type { Live } from './live.ts';
import type { LiveIncident } from './live-incident.ts';
import { mayday } from './mayday-command.ts';
import { bundleOfVersion, type Change } from './other-version.ts';

/** ms; the machine may be busy. */
const patience = 120_000;

export const deployment = 'mayday';

/** Versions of the worker on a live stack, deployed with the commands of docs/upgrading.md. */
export class LiveVersions {
  private readonly live: Live;
  private readonly workers = new Map<string, Running>();

  constructor(live: Live) {
    this.live = live;
  }

  /** Starts a worker of a version, with these changes of the workflows; it takes nothing before it is current. */
  async starts(build: string, changes: readonly Change[] = []): Promise<void> {
    const bundle = await bundleOfVersion(this.live.place(`${build}.js`), changes);
    const worker = await this.live.stack.startWorker({
      MAYDAY_DEPLOYMENT_NAME: deployment,
      MAYDAY_BUILD_ID: build,
      MAYDAY_WORKFLOW_BUNDLE: bundle,
    });
    this.workers.set(build, worker);
  }

  /** Has workers of this version, and makes it current, unless they are there. */
  async are(build: string, changes: readonly Change[] = []): Promise<void> {
    if (this.workers.has(build)) return;
    await this.starts(build, changes);
    await this.setCurrent(build);
  }

  async ends(build: string): Promise<void> {
    await this.workers.get(build)?.stop();
    this.workers.delete(build);
  }

  /** The `temporal` command; tried again while the server has not heard of what it is about. */
  async temporal(...words: string[]): Promise<string> {
    const found = await findOnce(temporalRecipe);
    assert.ok(found.kind === 'program');
    let said = '';
    await until(
      async () => {
        said = await run(found.path, [...words, '--address', this.live.stack.temporal.address], {
          timeoutMs: 60_000,
        });
      },
      { deadlineMs: patience, everyMs: 1_000 },
    );
    return said;
  }

  async setCurrent(build: string | undefined): Promise<void> {
    const version = build === undefined ? ['--unversioned'] : ['--build-id', build];
    const words = ['worker', 'deployment', 'set-current-version', '--deployment-name', deployment];
    await this.temporal(...words, ...version, '--yes');
  }

  /** On which version the last task of a run was done; undefined = unversioned. */
  async versionOf(workflowId: string): Promise<string | undefined> {
    const { raw } = await this.live.stack.client.workflow.getHandle(workflowId).describe();
    return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId || undefined;
  }

  /** Waits until the last task of a run was done on this version. */
  async goesOnWith(build: string | undefined, workflowId: string): Promise<void> {
    let last: string | undefined;
    await until(
      async () => {
        last = await this.versionOf(workflowId);
        return last === build;
      },
      { deadlineMs: patience },
    ).catch(() => assert.fail(`${workflowId} is on ${last}, not on ${build}`));
  }

  followUpsOf({ keyId }: LiveIncident): string {
    return postIncidentWorkflowId(keyId);
  }

  /** What doctor says on a line, once it says so. */
  async doctor(line: RegExp): Promise<void> {
    let out = '';
    await until(
      async () => {
        out = (await mayday(['doctor'], { TEMPORAL_ADDRESS: this.live.stack.temporal.address })).out;
        return line.test(out);
      },
      { deadlineMs: patience, everyMs: 1_000 },
    ).catch(() => assert.fail(`doctor does not say ${line}:\n${out}`));
  }
}
