import type { WorkerOptions } from '@temporalio/worker';
import type { ReadEnvironment } from '../settings/read-environment.ts';

/** Which version of which deployment a worker is, as Temporal's Worker Versioning knows it. */
export interface DeploymentVersion {
  readonly deploymentName: string;
  readonly buildId: string;
}

/** The version of this worker; absent = unversioned. */
export function readDeploymentVersion({
  values,
  isSet,
  wrong,
}: ReadEnvironment): DeploymentVersion | undefined {
  const { MAYDAY_DEPLOYMENT_NAME: deploymentName, MAYDAY_BUILD_ID: buildId } = values;
  // An image knows its build; only who runs it decides whether that is a version.
  if (isSet('MAYDAY_DEPLOYMENT_NAME') && !isSet('MAYDAY_BUILD_ID')) {
    wrong.push(
      'MAYDAY_DEPLOYMENT_NAME is set, but not MAYDAY_BUILD_ID: set it to what names this build, e.g. 0.2.0 or a commit, or leave both unset.',
    );
  }
  return deploymentName && buildId ? { deploymentName, buildId } : undefined;
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
