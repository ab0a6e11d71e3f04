import type { WorkerOptions } from '@temporalio/worker';

/** Which version of which deployment a worker is, as Temporal's Worker Versioning knows it. */
export interface DeploymentVersion {
  readonly deploymentName: string;
  readonly buildId: string;
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
const buildPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** What the environment says about the version of this worker; absent = unversioned. `wrong` has a sentence per mistake. */
export function readDeploymentVersion(value: (name: string) => string | undefined): {
  version?: DeploymentVersion;
  wrong: string[];
} {
  const deploymentName = value('MAYDAY_DEPLOYMENT_NAME');
  const buildId = value('MAYDAY_BUILD_ID');
  // An image knows its build; only who runs it decides whether that is a version.
  if (deploymentName === undefined) return { wrong: [] };
  const wrong: string[] = [];
  if (!namePattern.test(deploymentName)) {
    wrong.push(
      `MAYDAY_DEPLOYMENT_NAME is "${deploymentName}"; write letters, digits, - and _ only, at most 100, e.g. mayday.`,
    );
  }
  if (buildId === undefined) {
    wrong.push(
      'MAYDAY_DEPLOYMENT_NAME is set, but not MAYDAY_BUILD_ID: set it to what names this build, e.g. 0.2.0 or a commit, or leave both unset.',
    );
  } else if (!buildPattern.test(buildId)) {
    wrong.push(
      `MAYDAY_BUILD_ID is "${buildId}"; write letters, digits, ., - and _ only, at most 100, e.g. 0.2.0.`,
    );
  }
  return wrong.length > 0 || buildId === undefined
    ? { wrong }
    : { version: { deploymentName, buildId }, wrong };
}

/**
 * The options that make a worker one of this version; none for a worker without one. A run stays on the version that
 * began it, unless its type says otherwise (`workflows/versioning.ts`).
 */
export function versioned(
  version: DeploymentVersion | undefined,
): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (!version) return {};
  return {
    workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' },
  };
}
