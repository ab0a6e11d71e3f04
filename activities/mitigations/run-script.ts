import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { durationText } from '../../systems/duration.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { Applied, Plan, PlanParameters, PlanTarget, Proposal } from '../../workflows/contract/plans.ts';
import type { Rehearsed } from '../../workflows/contract/rehearsals.ts';
import type { RunScript } from '../../workflows/contract/scripts.ts';
import { endedInWords } from '../scripts/ended.ts';
import type { Prepared, Scripts } from '../scripts/scripts.ts';
import { hasTimes } from '../scripts/words.ts';
import type { Action, Order } from './action.ts';

/** Runs a script once; what it does is its own affair, so it cannot be taken back. */
export function runScriptAction(scripts: Scripts): Action<RunScript> {
  return {
    observe: (mitigation, parameters) => observe(scripts, mitigation, parameters),
    differences: (mitigation, plan) => differences(scripts, mitigation, plan),
    rehearse: (mitigation, plan) => rehearse(scripts, mitigation, plan),
    act: (order) => act(scripts, order),
  };
}

async function observe(
  scripts: Scripts,
  { target, script, changes }: RunScript,
  parameters: PlanParameters,
): Promise<Proposal> {
  const at = Date.now();
  const prepared = await scripts.prepare(script, parameters, at);
  await prepared.attempt();
  const { line, where, state, observed } = prepared;
  const asOf: PlanTarget['state'] = hasTimes(script.words) ? { asOf: new Date(at).toISOString() } : {};
  const limit = durationText(script.timeout);
  const known =
    changes.length > 0
      ? `The file says that it changes ${changes.join(', ')}.`
      : 'The file does not say what.';
  return {
    targets: [{ id: target.id, title: `the script ${script.name}`, state: { ...state, line, ...asOf } }],
    preview: [line],
    observed,
    predicted: `It runs once, ${where}, for at most ${limit}; with another exit code than 0 people are asked what it did.`,
    blastRadius: `Whatever the script does. ${known}`,
    undo: null,
  };
}

async function differences(scripts: Scripts, mitigation: RunScript, plan: Plan): Promise<string[]> {
  const { target, prepared } = await planned(scripts, mitigation, plan);
  return moved(target, prepared);
}

/** As the plan has it, with its answers and as of its instant. */
async function planned(
  scripts: Scripts,
  { script }: RunScript,
  { targets, parameters = {} }: Plan,
  more: readonly string[] = [],
): Promise<{ target: PlanTarget; prepared: Prepared }> {
  const [target] = targets;
  if (!target || targets.length !== 1) {
    throw ApplicationFailure.nonRetryable('A plan runs one script.', final.changeRefused);
  }
  const { asOf } = target.state;
  const at = typeof asOf === 'string' ? Date.parse(asOf) : Date.now();
  return { target, prepared: await scripts.prepare(script, parameters, at, more) };
}

function moved({ title, state }: PlanTarget, { line, state: now }: Prepared): string[] {
  const changed = Object.entries({ ...now, line }).filter(([name, value]) => state[name] !== value);
  const words: Record<string, string> = {
    sha256: `${title} was changed since`,
    line: `${title} would be called as ${line} by now`,
    image: `${title} would run in another image by now`,
    command: `${title} would be called in another way by now`,
  };
  return changed.map(([name]) => words[name] ?? `${title} is not as it was (${name})`);
}

/** Only where the file names what makes the script rehearse itself. */
async function rehearse(scripts: Scripts, mitigation: RunScript, plan: Plan): Promise<Rehearsed> {
  const { rehearse: more, title } = mitigation.script;
  if (!more) {
    throw ApplicationFailure.nonRetryable(
      `${title} is not rehearsed: the file names no argument with which it only says what it would do (rehearse: [--dry-run]).`,
      final.changeRefused,
    );
  }
  const { prepared } = await planned(scripts, mitigation, plan, more);
  const { activityId, workflowExecution } = Context.current().info;
  const key = `${workflowExecution?.runId}/${activityId}`;
  const ended = await prepared.run({ key, stopped: Context.current().cancellationSignal });
  const says = `${prepared.line}: ${endedInWords(ended)}`;
  return ended.how === 'exit' && ended.code === 0
    ? { outcome: 'would apply', says: [says] }
    : { outcome: 'would refuse', because: says, difference: [] };
}

/**
 * @throws ApplicationFailure wherever it may have begun and not come to a good end: what it did is for a person to see
 */
async function act(scripts: Scripts, order: Order<RunScript>): Promise<Applied> {
  const { mitigation, plan, keyOf, again } = order;
  const { title, in: place } = mitigation.script;
  const isJob = place?.kind === 'job';
  if (again && !isJob) {
    throw unknown(
      `${title}: an attempt before this one may have run it, in part or to its end, and it may still run. It is not run again.`,
    );
  }
  const found = await foundOrRefused(scripts, mitigation, plan);
  if ('because' in found) return refused(found.because);
  const { target, prepared } = found;
  const difference = moved(target, prepared);
  if (difference.length > 0) return refused('it is not as it was when the plan was made', difference);
  const halted = order.halted();
  if (halted !== undefined && !again) return refused(halted);
  const key = keyOf(target);
  const stopped = Context.current().cancellationSignal;
  const ended = await prepared.run({ key, stopped, onlyIfBegun: halted !== undefined });
  if (ended.how === 'not started') return refused(halted ?? endedInWords(ended));
  if (ended.how === 'stopped' && isJob) {
    throw ApplicationFailure.retryable(`${title} goes on as a Job, and nobody waits for it here any more.`);
  }
  if (ended.how !== 'exit' || ended.code !== 0) throw unknown(`${title}: ${endedInWords(ended)}`);
  order.record(target);
  const says = `${target.title}: ${endedInWords(ended)}`;
  return { outcome: 'applied', effects: [{ key, target: target.id, outcome: 'done', says }] };
}

/** What keeps it from being run at all changes nothing, and is no lost answer. */
async function foundOrRefused(scripts: Scripts, mitigation: RunScript, plan: Plan) {
  try {
    return await planned(scripts, mitigation, plan);
  } catch (error) {
    if (error instanceof ApplicationFailure && error.nonRetryable) return { because: error.message };
    throw error;
  }
}

function refused(because: string, difference: string[] = []): Applied {
  return { outcome: 'refused', because, difference, effects: [] };
}

function unknown(says: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(says, 'OutcomeUnknown');
}
