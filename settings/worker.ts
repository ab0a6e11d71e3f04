import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { duration, list, place, yesOrNo } from './schemas.ts';
import { type Environment, settings } from './setting.ts';

/** What only the worker reads. */
export const worker = settings({
  MAYDAY_POOLS: {
    readBy: ['worker'],
    kind: 'list',
    schema: z
      .string()
      .default('main')
      .transform((given) => [...new Set(given.split(',').map((pool) => pool.trim()))])
      .refine(
        (pools) => pools.every((pool) => /^[a-z0-9][a-z0-9-]*$/.test(pool)),
        'write names of lower-case letters, digits and dashes with commas between, e.g. main,eu-west',
      ),
    otherwise: '`main`',
    what: 'pools that it serves, with commas between',
  },
  MAYDAY_COORDINATES: {
    readBy: ['worker'],
    kind: 'choice',
    schema: yesOrNo.prefault('yes'),
    otherwise: '`yes`',
    what: '`no` = it serves its pools and no workflows, as [on a host](#a-worker-on-a-host)',
  },
  MAYDAY_HOST_ROOT: {
    readBy: ['worker'],
    kind: 'folder',
    schema: place.optional(),
    otherwise: 'its own',
    mustBeThere: ['worker'],
    what: "where the root folder of the machine is mounted, for a worker in a container that serves a host's pool",
  },
  MAYDAY_MANIFESTS: {
    readBy: ['worker'],
    kind: 'folder',
    schema: place.optional(),
    otherwise: 'none may be applied',
    mustBeThere: ['worker'],
    what: 'folder of the files that `kubernetes.applyManifest` may apply; whoever can write there writes what is approved',
  },
  MAYDAY_CHANNEL_LOG: {
    readBy: ['worker'],
    kind: 'file',
    schema: place,
    fallback: channelLog,
    otherwise: '`$XDG_STATE_HOME` or `~/.local/state`, then `mayday/channel.jsonl`',
    what: "the log channel's file; beside it lies its `.lock`. On a local disk: SQLite's lock cannot be trusted on network file systems",
  },
  MAYDAY_WORKFLOW_BUNDLE: {
    readBy: ['worker'],
    kind: 'file',
    schema: place.optional(),
    otherwise: 'made at the start',
    mustBeThere: ['worker'],
    what: 'the workflows, bundled ahead by `node worker/bundle.ts FILE`',
  },
  MAYDAY_STICKY_TIMEOUT: {
    readBy: ['worker'],
    kind: 'duration',
    schema: duration('100ms', '60s', '1s').prefault('1s'),
    otherwise: '`1s`',
    what: 'how long a task waits for a worker that is gone (100ms to 60s)',
  },
  MAYDAY_OWN_PARTS: {
    readBy: ['worker'],
    kind: 'list',
    schema: list,
    what: "databases that Mayday itself hangs on, with commas between: `postgres://temporal-db:5432/temporal`. None of them is planned or changed; without a database the whole server, with a user (`postgres://temporal@…`) that role, too. Compared by host, port and database as written, so write each name by which a catalogue could reach it. In a cluster `kubernetes://namespace/deployment/name` (or `/statefulSet/`), or `kubernetes://namespace` for all that is in it, in whichever cluster the catalogue names; the workload of the worker's own pod is always among them",
  },
  KUBECONFIG: {
    readBy: ['worker'],
    kind: 'file',
    schema: z.string().optional(),
    otherwise: "the pod's own account, else `~/.kube/config`",
    what: 'the cluster of targets that name none; the first file that exists',
  },
});

function channelLog(env: Environment): string {
  const state = env.XDG_STATE_HOME || path.join(env.HOME || homedir(), '.local/state');
  return path.join(state, 'mayday', 'channel.jsonl');
}
