import type { Client } from '@temporalio/client';
import type { Followed, IncidentGlance } from '../../workflows/contract/incident.ts';
import { followQuery } from '../../workflows/contract/messages.ts';
import { ask } from '../incidents/ask.ts';
import { type Glanced, glanceOf } from '../incidents/glance.ts';
import type { ListedIncident } from '../incidents/listed.ts';
import { temporalTrouble } from '../temporal.ts';
import { createAnswers, type Known, type Question } from './reading/answers.ts';
import { createBudget } from './reading/budget.ts';
import { openList } from './reading/list.ts';
import { createLocator } from './reading/locate.ts';

/** How old something is, and why it is no newer. */
export interface Age {
  /** Epoch ms at which it was asked for; undefined where nobody has said anything yet. */
  asOf?: number;
  /** The worker does not answer, as opposed to: it has not been asked yet. */
  silent?: true;
  /** Why Temporal cannot be asked, a sentence. */
  trouble?: string;
}

/** One incident, and its own last word, which took a living worker. */
export interface Reading extends Age {
  listed: ListedIncident;
  followed?: Followed;
}

/** An open incident on a list; `named` = Temporal is sure of the name. */
export interface Seen extends Glanced, Age {
  named: boolean;
}

/** What is open, of any mode. */
export interface Open extends Age {
  incidents: Seen[];
}

/** What the pages know of Temporal: one short memory in front of all questions, shared by all tabs. */
export interface Reader {
  /** @throws Temporal's error if it has never been asked */
  open(): Promise<Open>;
  /** By its name or workflow id, open or closed. @throws CommandFailure with a sentence if there is none; Temporal's error */
  incident(id: string): Promise<Reading>;
  /** Something was sent there: what comes next is asked anew. */
  changed(incident: Pick<ListedIncident, 'incident' | 'workflowId'>): void;
  /** Anything else, in its turn. */
  look<T>(question: Question<T>): Promise<Known<T>>;
}

/**
 * All tabs together ask at most five questions a second over any 20 s, that for the list each 1.8 s among them. Up to 15 that
 * are new to the board go ahead of the others, as do those of whoever has just sent something.
 */
const allowance = { perSecond: 4, burst: 4, ahead: { written: 30, new: 15 } };
/** ms that a run has to answer. */
const patience = 2_000;
/** ms that a list waits for incidents that it does not know yet. */
const patienceOfList = 500;

export function createReader(client: Client, clock: () => number = Date.now): Reader {
  const temporal = { client };
  const answers = createAnswers(createBudget(allowance), clock);
  const list = openList(temporal, answers, ({ workflowId }) => {
    for (const key of [glanceKey(workflowId), followKey(workflowId)]) answers.outdate(key, 'changed');
  });
  const locator = createLocator(temporal, answers);
  const age = ({ asOf, silent, trouble }: Known<unknown>): Age => ({
    ...(asOf === undefined ? {} : { asOf }),
    ...(silent ? { silent } : {}),
    ...(trouble ? { trouble: temporalTrouble(trouble, client) } : {}),
  });

  /** With the worst first in the queue. */
  async function open(): Promise<Open> {
    const known = await list();
    if (!known.value) throw known.trouble ?? new Error('The list of open incidents is not there yet.');
    const seen = await Promise.all(
      known.value
        .toSorted((a, b) => (a.severity ?? 'P4').localeCompare(b.severity ?? 'P4'))
        .map(async (listed): Promise<Seen | undefined> => {
          const { workflowId } = listed;
          const said = await answers.look<IncidentGlance | 'closed'>({
            key: glanceKey(workflowId),
            ask: () => glanceOf(temporal, workflowId),
            patience: patienceOfList,
          });
          if (said.value === 'closed') return undefined;
          return { ...listed, ...wordOf(said.value), ...age(said) };
        }),
    );
    return { incidents: seen.filter((each) => each !== undefined), ...age(known) };
  }

  /** What is open as far as it is known without another question than the list. */
  async function namesOfOpen(): Promise<ListedIncident[]> {
    const known = await list();
    return (known.value ?? []).map((listed) => {
      const { value } = answers.peek<IncidentGlance | 'closed'>(glanceKey(listed.workflowId));
      return value && value !== 'closed' ? { ...listed, ...named(value) } : listed;
    });
  }

  return {
    open,
    async incident(id) {
      const listed = await locator.find(id, await namesOfOpen());
      const { workflowId, runId } = listed;
      const said = await answers.look<Followed>({
        key: listed.open ? followKey(workflowId) : `follow ${runId}`,
        ask: () => ask(temporal, listed, followQuery, patience),
        ...(listed.open ? {} : { fresh: Number.POSITIVE_INFINITY }),
      });
      if (!said.value) return { listed, ...age(said) };
      return { listed: { ...listed, ...named(said.value.view) }, followed: said.value, ...age(said) };
    },
    changed(incident) {
      locator.remember(incident);
      for (const key of [glanceKey(incident.workflowId), followKey(incident.workflowId)])
        answers.outdate(key, 'written');
      locator.forget(incident.workflowId);
      answers.outdate('open', 'written');
    },
    look: (question) => answers.look(question),
  };
}

const glanceKey = (workflowId: string) => `glance ${workflowId}`;
const followKey = (workflowId: string) => `follow ${workflowId}`;

function wordOf(glance: IncidentGlance | undefined): Pick<Glanced, 'glance'> & Partial<Glanced> {
  return glance ? { glance, ...named(glance) } : {};
}

function named({ incident, keyId }: { incident: string; keyId: string }) {
  return { incident, keyId, named: true };
}
