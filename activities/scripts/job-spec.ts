import { createHash } from 'node:crypto';
import type { V1Job } from '@kubernetes/client-node';
import type { ScriptPlace } from '../../workflows/contract/scripts.ts';

export type JobPlace = Extract<ScriptPlace, { kind: 'job' }>;

/** A call of a script as a Job. */
export interface JobCall {
  place: JobPlace;
  /** The program and its arguments. */
  command: readonly string[];
  /** ms */
  timeout: number;
  /** What makes two calls the same: the Job is named by it. */
  key: string;
}

/** ms that an ended Job is kept, so that a lost answer can still be read. */
const kept = 24 * 3_600_000;

/** The container that runs the script. */
export const containerName = 'script';

/** `mayday-` and 32 hex digits of the key's hash. */
export function jobName(key: string): string {
  return `mayday-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}

/** One pod, once: nothing is tried again. */
export function jobSpec({ place, command, timeout, key }: JobCall): V1Job {
  const { image, folder, serviceAccount, environment, secrets } = place;
  const labels = { 'app.kubernetes.io/managed-by': 'mayday' };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: jobName(key), labels, annotations: { 'mayday/key': key } },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      activeDeadlineSeconds: Math.ceil(timeout / 1_000),
      ttlSecondsAfterFinished: kept / 1_000,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          ...(serviceAccount ? { serviceAccountName: serviceAccount } : {}),
          automountServiceAccountToken: serviceAccount !== undefined,
          containers: [
            {
              name: containerName,
              image,
              command: [...command],
              ...(folder ? { workingDir: folder } : {}),
              env: [
                { name: 'TZ', value: 'UTC' },
                ...Object.entries(environment).map(([name, value]) => ({ name, value })),
              ],
              envFrom: secrets.map((name) => ({ secretRef: { name } })),
              securityContext: { allowPrivilegeEscalation: false },
            },
          ],
        },
      },
    },
  };
}
