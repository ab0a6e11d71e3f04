import type { Policy } from '../../systems/catalogue.ts';
import { policyOf } from '../../systems/policy.ts';
import type { SystemFile } from '../../systems/schema.ts';

/** The policy of a file that says this under `policy`, and nothing else that matters to it. */
export function policyWith(policy: SystemFile['policy']): Policy {
  return policyOf({ policy, ladder: {}, severities: {} } as SystemFile);
}
