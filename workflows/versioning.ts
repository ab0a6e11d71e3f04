import type { WorkflowDefinitionOptions } from '@temporalio/common';
import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import { examination } from './keepers/examination.ts';
import { freeze } from './keepers/freeze.ts';
import { lease } from './keepers/lease.ts';
import { maintenance } from './keepers/maintenance.ts';
import { probe } from './keepers/probe.ts';
import { sweep } from './keepers/sweeper.ts';
import { watchdog } from './keepers/watchdog.ts';
import { postIncident } from './post-incident.ts';

/**
 * Types whose runs go on with the current version, at their next task; a change to one of them comes with `patched`. They
 * live for weeks or for ever, or a minute: pinned, they would keep old workers alive, or wait for a version that was taken
 * back. All others are incidents, and stay on the version that opened them.
 */
export const followingTypes = [examination, freeze, lease, maintenance, postIncident, probe, sweep, watchdog];

for (const type of followingTypes)
  setWorkflowOptions(following, type as (...input: never[]) => Promise<unknown>);

// Of a worker that is no version, the server refuses a task that says how its run follows versions.
function following(): WorkflowDefinitionOptions {
  return workflowInfo().currentDeploymentVersion?.deploymentName
    ? { versioningBehavior: 'AUTO_UPGRADE' }
    : {};
}
