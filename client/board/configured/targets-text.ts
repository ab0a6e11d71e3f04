import type { RiskRow } from '../../../systems/risk-rows.ts';
import { text } from './rows.ts';

/** Names of the file, with what stands behind them in brackets. */
export function targetsText({ targets }: Pick<RiskRow, 'targets'>): string {
  if (typeof targets === 'string') return text(targets);
  return text(targets.map(({ name, place }) => (place ? `${name} (${place})` : name)).join(', '));
}
