import { type ListedIncident, listedAsOpen, ofAnyMode } from '../../incidents/listed.ts';
import type { Temporal } from '../../temporal.ts';
import type { Answers, Known } from './answers.ts';

/** An open incident as Temporal lists it; `named` = the name is sure. */
export type Listed = ListedIncident & { named: boolean };

/** ms for which the list counts. */
const fresh = 1_800;

/** Temporal's list of what is open, of any mode; what has changed there is told to `changed`. */
export function openList(
  temporal: Pick<Temporal, 'client'>,
  answers: Answers,
  changed: (incident: Listed) => void,
): () => Promise<Known<Listed[]>> {
  let before = new Map<string, string>();
  const ask = async () => {
    const listed = await listedAsOpen(temporal, ...ofAnyMode);
    const now = new Map(listed.map((each) => [each.workflowId, attributes(each)]));
    for (const each of listed) {
      const was = before.get(each.workflowId);
      if (was !== undefined && was !== attributes(each)) changed(each);
    }
    before = now;
    return listed;
  };
  return () => answers.look({ key: 'open', ask, fresh, patience: 6_000, isLeading: true });
}

function attributes({ runId, severity, phase, waitingFor }: Listed): string {
  return JSON.stringify([runId, severity, phase, waitingFor]);
}
