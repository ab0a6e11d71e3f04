import type { Mode } from '../contract/input.ts';
import type { Mitigation } from '../contract/mitigations.ts';
import type { Fact } from '../contract/timeline.ts';
import { dryRun } from './dry-run.ts';
import type { Incident } from './incident.ts';
import { type Offered, type OfferOptions, offerLive } from './mitigation.ts';
import { live, type Story } from './rounds.ts';
import { shadow } from './shadow.ts';

/** What an incident does in the world beside looking at it; the one place where its mode decides. */
export interface Conduct {
  mode: Mode;
  /** Mayday's own log alone hears of it, no list that on-call looks at shows it, and nothing follows it. */
  quiet: boolean;
  /** The fact that somebody's turn to be reached has come. */
  reaching: 'paged' | 'would page';
  /** From the opening until it is over; answers how it ended. */
  live(incident: Incident, story: Story): Promise<Fact>;
  /** What a story offers, and what came of it. */
  offer(incident: Incident, mitigation: Mitigation, options: OfferOptions): Promise<Offered>;
}

export const conducts: Record<Mode, () => Conduct> = {
  live: () => ({ mode: 'live', quiet: false, reaching: 'paged', live, offer: offerLive }),
  'dry-run': dryRun,
  shadow,
};
