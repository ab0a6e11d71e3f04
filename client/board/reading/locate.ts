import { searchAttributes } from '../../../workflows/contract/search-attributes.ts';
import { failure, usage } from '../../failure.ts';
import { describeIncident, type ListedIncident } from '../../incidents/listed.ts';
import { matchIncidents, nameStart } from '../../incidents/match.ts';
import type { Temporal } from '../../temporal.ts';
import type { Answers, Known } from './answers.ts';

/** ms for which counts what Temporal says of an incident that is not on its list of open ones. */
const fresh = { open: 1_000, closed: 300_000, none: 5_000 };
const mostOfOneName = 20;

/** Finds the incidents that somebody means among those that are not on the list of open ones. */
export function createLocator(temporal: Pick<Temporal, 'client'>, answers: Answers) {
  /** Workflow ids by names that only an incident itself knows, or that are not on the list yet. */
  const aliases = new Map<string, string>();

  async function look(key: string, ask: () => Promise<ListedIncident[]>): Promise<ListedIncident[]> {
    const found = await answers.look({ key, ask, fresh: ttl(answers.peek<ListedIncident[]>(key)) });
    if (found.value) return found.value;
    throw (
      found.trouble ?? failure('Temporal is asked more than the board may ask it: look again in a moment.')
    );
  }

  const described = (workflowId: string) =>
    look(`described ${workflowId}`, async () => {
      const incident = await describeIncident(temporal, workflowId);
      return incident ? [incident] : [];
    });

  const named = (start: string) =>
    look(`named ${start}`, async () => {
      const { name } = searchAttributes.incident;
      const query = `${name} STARTS_WITH "${start}" AND ExecutionStatus != "ContinuedAsNew"`;
      const found: ListedIncident[] = [];
      for await (const { workflowId, runId } of temporal.client.workflow.list({
        query,
        pageSize: mostOfOneName,
      })) {
        const incident = await describeIncident(temporal, workflowId, runId);
        if (incident) found.push(incident);
        if (found.length === mostOfOneName) break;
      }
      return found;
    });

  return {
    /** @throws CommandFailure with a sentence if there is none, or several; Temporal's error */
    async find(typed: string, open: readonly ListedIncident[]): Promise<ListedIncident> {
      const start = nameStart(typed);
      if (!typed.includes(':') && start === undefined)
        throw usage(
          `"${typed}" is no incident: give a name such as INC-7K3FQ2, its beginning, or a workflow id.`,
        );
      const alias = start === undefined ? typed : aliases.get(start);
      const here = matchIncidents(typed, open);
      const found = here.length > 0 ? here : await (alias ? described(alias) : named(start ?? typed));
      if (found.length > 1)
        throw failure(
          `"${typed}" is the beginning of several: ${found.map(({ incident, system }) => `${incident} (${system})`).join(', ')}.`,
        );
      const [incident] = found;
      if (incident) return incident;
      throw failure(`No incident that Temporal still has is called ${typed}: look among the closed ones.`);
    },
    /** Remembers where an incident is that is not on the list yet. */
    remember({ incident, workflowId }: Pick<ListedIncident, 'incident' | 'workflowId'>): void {
      aliases.set(incident, workflowId);
      for (const [oldest] of aliases) if (aliases.size > 1_000) aliases.delete(oldest);
    },
    forget(workflowId: string): void {
      answers.outdate(`described ${workflowId}`, 'written');
    },
  };
}

function ttl({ value }: Known<ListedIncident[]>): number {
  if (!value?.length) return fresh.none;
  return value.some(({ open }) => open) ? fresh.open : fresh.closed;
}
