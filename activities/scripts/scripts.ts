import type { PlanParameters } from '../../workflows/contract/plans.ts';
import type { ScriptPlace, ScriptProfile } from '../../workflows/contract/scripts.ts';
import type { Resolve } from '../dependencies.ts';
import type { Kubernetes } from '../kubernetes/clusters.ts';
import type { Ended } from './ended.ts';
import { failureOf } from './failures.ts';
import { runJob, tryJob } from './job.ts';
import type { JobCall, JobPlace } from './job-spec.ts';
import { programIn } from './program.ts';
import { runProcess } from './run-process.ts';
import { filledWords, typed } from './words.ts';

/** A script that is found, with its answers filled in. */
export interface Prepared {
  /** As a person would type it. */
  line: string;
  /** As in "in /srv/shop, as a process of the worker". */
  where: string;
  /** What it is, which must still hold when it is run. */
  state: Record<string, string>;
  /** What is seen of it, as a sentence. */
  observed: string;
  /** It is run once under a key, however often it is asked for; otherwise each asking runs it. */
  once: boolean;
  /** Asks whether it could be run, where something else than this worker runs it. */
  attempt(): Promise<void>;
  run(options: RunOptions): Promise<Ended>;
}

export interface RunOptions {
  key: string;
  stopped: AbortSignal;
  /** Only waits for what was begun under the key before. */
  onlyIfBegun?: boolean;
}

/** Our access to the scripts of catalogue files. */
export interface Scripts {
  /**
   * @param at epoch ms that its times count back from
   * @throws ApplicationFailure `InvalidInput` or `ChangeRefused`, which say what to do about it
   */
  prepare(
    script: ScriptProfile,
    answers: PlanParameters,
    at: number,
    more?: readonly string[],
  ): Promise<Prepared>;
}

export function catalogueScripts(resolve: Resolve, kubernetes: Kubernetes): Scripts {
  return {
    async prepare(script, answers, at, more = []) {
      const words = [...filledWords(script, answers, at), ...more];
      const line = typed([script.program, ...words]);
      switch (script.in?.kind) {
        case 'process':
          return { line, ...(await asProcess(resolve, script, script.in, words)) };
        case 'job':
          return { line, ...asJob(kubernetes, script, script.in, words, line) };
        default:
          throw failureOf({
            trouble: 'settings',
            says: `The file does not say where ${script.title} runs: write scriptsRun: { folder: /PATH } or scriptsRun: { job: … } into it.`,
          });
      }
    },
  };
}

type WithoutLine = Omit<Prepared, 'line'>;

async function asProcess(
  resolve: Resolve,
  { program, timeout }: ScriptProfile,
  { folder: written, environment: wanted }: Extract<ScriptPlace, { kind: 'process' }>,
  words: readonly string[],
): Promise<WithoutLine> {
  const { file, folder, sha256, written: since } = await programIn(resolve(written), program);
  const entries = Object.entries(wanted).map(([name, value]) => [name, resolve(value)] as const);
  const secrets = entries.filter(([name]) => wanted[name]?.includes('${')).map(([, value]) => value);
  const call = { file, words, folder, environment: Object.fromEntries(entries), secrets, timeout };
  return {
    where: `in ${folder}, as a process of the worker`,
    state: { sha256 },
    observed: `${file} is there, written ${since}; its content has the hash ${sha256.slice(0, 12)}.`,
    once: false,
    attempt: async () => undefined,
    run: ({ stopped }) => runProcess(call, stopped),
  };
}

function asJob(
  kubernetes: Kubernetes,
  { program, timeout }: ScriptProfile,
  place: JobPlace,
  words: readonly string[],
  line: string,
): WithoutLine {
  const call = (key: string): JobCall => ({ place, command: [program, ...words], timeout, key });
  const { namespace, image } = place;
  return {
    where: `as a Job in the namespace ${namespace}, in the image ${image}`,
    state: { image, command: line },
    observed: `The cluster would take the Job. What the image ${image} holds by then is not seen here.`,
    once: true,
    attempt: () => tryJob(kubernetes, call('attempt')),
    run: ({ key, ...options }) => runJob(kubernetes, call(key), options),
  };
}
