import type { Question } from '../workflows/contract/mitigations.ts';
import type { RunbookName } from '../workflows/contract/runbooks.ts';
import type { RunScript, ScriptPlace, ScriptProfile, ScriptWord } from '../workflows/contract/scripts.ts';
import { defaultLookTimeout, defaultScriptTimeout } from './defaults.ts';
import { durationText } from './duration.ts';
import type { SingleEntry } from './entries/mitigations.ts';
import { placeholderOf, type WrittenPlace, type WrittenScript, wordsOfCall } from './entries/scripts.ts';
import { clusterNamed } from './kubernetes-scopes.ts';
import type { SystemFile } from './schema.ts';

type OfScripts = Pick<SystemFile, 'scripts' | 'scriptsRun' | 'targets'>;
type RunEntry = Extract<SingleEntry, { action: 'script.run' }>;

/** A script of the file, in one way of calling it; undefined where the file has none of that name. */
export function scriptProfile(
  { scripts, scriptsRun, targets }: OfScripts,
  name: string,
  mode?: string,
): ScriptProfile | undefined {
  const written = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
  if (!written) return undefined;
  const words = wordsOfCall(written, mode);
  const place = written.in ?? scriptsRun;
  return {
    name,
    title: written.title,
    ...(mode === undefined ? {} : { mode }),
    program: written.run,
    words: words.map(wordOfCall),
    ...(written.rehearse ? { rehearse: written.rehearse } : {}),
    asks: questionsOf(written, words),
    ...(place ? { in: placeOf(place, targets) } : {}),
    timeout: written.timeout ?? (written.risk === 'observe' ? defaultLookTimeout : defaultScriptTimeout),
    risk: written.risk,
  };
}

/** The scripts that a runbook runs to look, in its order. */
export function runbookScripts(
  system: OfScripts & Pick<SystemFile, 'runbooks'>,
  runbook: RunbookName,
  assume: (says: string) => void,
): { scripts?: ScriptProfile[] } {
  const scripts = (system.runbooks[runbook]?.scripts ?? []).flatMap((each) => {
    const [name, mode] = typeof each === 'string' ? [each] : [each.script, each.mode];
    return scriptProfile(system, name, mode) ?? [];
  });
  if (scripts.some(({ name }) => system.scripts[name]?.timeout === undefined)) {
    assume(
      `scripts: the file does not say how long those that look may take, so ${durationText(defaultLookTimeout)}`,
    );
  }
  return scripts.length > 0 ? { scripts } : {};
}

/** What a run needs of a mitigation that runs a script; `assume` hears what the file leaves open. */
export function scriptMitigation(
  system: OfScripts,
  name: string,
  { title, action, risk, script: of, mode, changes = [], asks = {} }: RunEntry,
  assume: (says: string) => void,
): RunScript {
  const script = scriptProfile(system, of, mode);
  if (!script) throw new Error(`The script ${of} passed the checks, but is none of the file`);
  if (system.scripts[of]?.timeout === undefined) {
    assume(`${name}: the file does not say how long it may take, so ${durationText(script.timeout)}`);
  }
  const questions = script.asks.map((each) => {
    const own = Object.hasOwn(asks, each.name) ? asks[each.name] : undefined;
    return own ? { ...each, question: withExample(own) } : each;
  });
  return {
    name,
    title,
    action,
    risk,
    target: { id: `script.${of}`, kind: 'script' },
    script,
    changes,
    asks: questions,
    temporary: false,
  };
}

function wordOfCall(written: WrittenScript['arguments'][number]): ScriptWord {
  const answer = placeholderOf(written);
  if (answer !== undefined) return { answer };
  return typeof written === 'string' ? { text: written } : written;
}

/** In the order in which the call needs them, each once. */
function questionsOf({ asks = {} }: WrittenScript, words: WrittenScript['arguments']): Question[] {
  const needed = [...new Set(words.flatMap((word) => placeholderOf(word) ?? []))];
  return needed.map((name) => {
    const written = (Object.hasOwn(asks, name) && asks[name]) || name;
    if (typeof written === 'string') return { name, question: written, kind: 'line' };
    return { name, question: withExample(written), kind: written.kind ?? 'line' };
  });
}

function withExample({ question, example }: { question: string; example?: string | undefined }): string {
  return example ? `${question} For example ${example}.` : question;
}

function placeOf({ folder, environment, job }: WrittenPlace, targets: SystemFile['targets']): ScriptPlace {
  if (!job) return { kind: 'process', folder: folder ?? '', environment };
  const { target: id, image, serviceAccount, secrets } = job;
  const target = targets[id];
  if (target?.kind !== 'namespace') {
    throw new Error(`The target ${id} passed the checks, but is no namespace`);
  }
  return {
    kind: 'job',
    ...(target.cluster === undefined ? {} : { cluster: clusterNamed(targets, target.cluster) }),
    namespace: target.name,
    image,
    ...(job.folder ? { folder: job.folder } : {}),
    ...(serviceAccount ? { serviceAccount } : {}),
    environment: job.environment,
    secrets,
  };
}
