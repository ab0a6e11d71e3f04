import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Signer } from '../dependencies.ts';
import { signed } from './seal.ts';

type ApplyPlan = PoolActivities['applyPlan'];

/** An effect whose answer vouches for the entries that led to it: what came before it cannot be written anew afterwards. */
export function checkpointed(applyPlan: ApplyPlan, signer: Signer | undefined): ApplyPlan {
  if (!signer) return applyPlan;
  return async (order) => {
    const applied = await applyPlan(order);
    const { keyId, audit } = order;
    if (!audit) return applied;
    return { ...applied, checkpoint: signed({ ...audit, keyId, at: new Date().toISOString() }, signer) };
  };
}
