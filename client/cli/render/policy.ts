import { policyRows as rowsOf } from '../../systems/policy-rows.ts';
import type { PolicyView } from '../../systems/policy-view.ts';
import type { Paint } from '../screen.ts';

/** Who may approve what, a line for each risk and one for each exception. */
export function policyRows(policy: PolicyView, paint: Paint): string[][] {
  return rowsOf(policy).map(({ about, says, missing }) => [
    about,
    says,
    missing ? paint('yellow', missing) : '',
  ]);
}
