import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import type { Applied, PlanParameters, PlanTarget } from '../../workflows/contract/plans.ts';
import type { TellOnce } from '../../workflows/contract/tellings.ts';
import type { Action, Order } from './action.ts';

/** A text on its way to people outside. */
export interface Word {
  /** Whom it reaches, as in `3 users of customers`. */
  shown: string;
  /** The very text, line by line. */
  preview: string[];
  /** Sends it. @throws NothingSent where that is sure; anything else leaves it open */
  send(): Promise<string>;
}

/** Surely nothing was told; the sentence says what to do. */
export class NothingSent extends Error {}

/** Tells a text at most once: an answer that is lost is outcome unknown, whatever became of it. */
export function tellOnce<M extends TellOnce>(wordOf: (mitigation: M, message: string) => Word): Action<M> {
  const open = (mitigation: M, parameters: PlanParameters = {}) =>
    wordOf(mitigation, (mitigation.message ?? String(parameters.message ?? '')).trim());
  return {
    async observe(mitigation, parameters) {
      const word = open(mitigation, parameters);
      return {
        targets: [targetOf(mitigation, word)],
        preview: word.preview,
        observed: 'What was told before is not looked at: nobody can search it.',
        predicted: `${word.shown} read it.`,
        blastRadius: `${word.shown}. What was sent cannot be called back.`,
        undo: null,
      };
    },
    async differences(mitigation, { targets, parameters }) {
      const now = targetOf(mitigation, open(mitigation, parameters));
      return targets[0]?.state.text === now.state.text
        ? []
        : [`${now.title}: the text or the readers changed`];
    },
    async rehearse(mitigation, { parameters }) {
      const word = open(mitigation, parameters);
      return { outcome: 'would apply', says: [`${word.shown}: would read "${word.preview.join(' ')}"`] };
    },
    act: (order) => act(open(order.mitigation, order.plan.parameters), order),
  };
}

function targetOf({ target }: TellOnce, { shown, preview }: Word): PlanTarget {
  const text = createHash('sha256')
    .update([shown, ...preview].join('\n'))
    .digest('hex');
  return { id: `readers of ${target.id}`, title: shown, state: { text } };
}

async function act<M extends TellOnce>(word: Word, order: Order<M>): Promise<Applied> {
  const { plan, keyOf, again, done, record, halted, mitigation } = order;
  const [target] = plan.targets;
  if (!target || target.state.text !== targetOf(mitigation, word).state.text) {
    return refusal('The text or its readers are not those of the plan.');
  }
  const told = (says: string): Applied => ({
    outcome: 'applied',
    effects: [{ key: keyOf(target), target: target.id, outcome: 'done', says }],
  });
  if (done.has(target.id)) return told(`${word.shown}: told`);
  if (again) throw unknown(`An attempt before this one may have told ${word.shown}: look there.`);
  const because = halted();
  if (because !== undefined) return refusal(because);
  try {
    const says = await word.send();
    record(target);
    return told(says);
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof NothingSent) return refusal(message);
    throw unknown(`${message} Whether ${word.shown} were told is not known: look there.`);
  }
}

function unknown(says: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(says, final.changeRefused);
}

function refusal(because: string): Applied {
  return { outcome: 'refused', because, difference: [], effects: [] };
}
