import { setWorkflowOptions } from '@temporalio/workflow';
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
const followingTypes = [examination, freeze, lease, maintenance, postIncident, probe, sweep, watchdog];

// Set by a worker that is a version, before it loads the bundle (worker/telling-bundle.ts): of one that is none, the server
// refuses a task that says how its run follows versions. What a history says of its version may be another worker's.
const { maydayVersioned = false } = globalThis as { maydayVersioned?: boolean };

if (maydayVersioned)
  for (const type of followingTypes)
    setWorkflowOptions(
      { versioningBehavior: 'AUTO_UPGRADE' },
      type as (...input: never[]) => Promise<unknown>,
    );
