import assert from 'node:assert/strict';
import { leases } from '../../activities/keepers/leases.ts';
import type { Acquired, Holder } from '../../workflows/contract/lease.ts';
import type { Stage } from '../harness/stage.ts';

/** What is leased. */
export const shopDb = { system: 'demo', target: 'shop-db' };

/** Another incident that has the target; it is open. */
export async function otherHolder(stage: Stage): Promise<{ holder: Holder; token: number }> {
  const other = await stage.alert({ group: 'other' }, 'generalIncident');
  const { keyId, workflowId, incident } = await other.until('opens', ({ findings }) => findings.length > 0);
  const holder = { keyId, incident, workflowId, firstRunId: keyId, plan: 1, what: 'a change' };
  return { holder, token: granted(await leases(stage.client).acquire(shopDb, { holder })) };
}

/** The token that was granted. */
export function granted(acquired: Acquired): number {
  assert.ok(acquired.outcome === 'granted', JSON.stringify(acquired));
  return acquired.token;
}
