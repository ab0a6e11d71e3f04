import { condition, patched } from '@temporalio/workflow';
import { responseStepDue } from './due.ts';
import type { Incident } from './incident.ts';
import { onCall, reach } from './paging.ts';

/** After the first page, reaches one step each time the response target passes, until somebody acknowledges; at its end it waits for a severity with a longer ladder. */
export async function climbUntilAcknowledged(incident: Incident): Promise<void> {
  while (!incident.state.acknowledged) {
    const { reached, severity } = incident.state;
    const due = nextStepDue(incident);
    const next = incident.target.responseLadder[reached];
    incident.clocks.set('response', {
      name: 'response',
      due: new Date(due).toISOString(),
      fires: next ? `${next.role} is reached` : 'nobody else is on the ladder',
      reaches: next ? onCall(incident, next, due) : [],
    });
    const moved = () => incident.state.reached !== reached || incident.state.severity !== severity;
    const woken = await incident.waitFor(
      'Response target: acknowledged?',
      () => incident.state.acknowledged !== undefined || moved(),
      due,
    );
    incident.clocks.delete('response');
    if (woken) continue;
    incident.record({ kind: 'response missed', due: new Date(due).toISOString() });
    if (reach(incident, 'response', 'nobody acknowledged in time')) continue;
    incident.announce({ kind: 'nobody left to page', because: 'nobody acknowledged in time' });
    if (!patched('a longer ladder is climbed on')) return;
    const isLonger = () => incident.target.responseLadder.length > incident.state.reached;
    await condition(() => incident.state.acknowledged !== undefined || isLonger());
  }
}

function nextStepDue({ target, openedAt, state: { reached, lastReachedAt } }: Incident): number {
  return responseStepDue(target, {
    openedAt: Date.parse(openedAt),
    reached,
    lastReachedAt: lastReachedAt === undefined ? undefined : Date.parse(lastReachedAt),
  });
}
