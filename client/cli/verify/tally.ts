import { invariants, type Verdict } from '../../../archive/verify/verify.ts';

/** How many incidents an invariant held for. */
export interface Line {
  invariant: string;
  promises: string;
  holds: number;
  broken: number;
  unjudged: number;
}

/** What came of looking at many incidents. */
export interface Tally {
  incidents: number;
  open: number;
  lines: Line[];
  /** What is broken, and in which incident. */
  faults: { incident: string; invariant: string; says: string; entry?: number }[];
  /** What could not be judged, how often, and the first incident of which. */
  unjudged: { says: string; incidents: number; first: string }[];
}

/** Different reasons that are told; what is left out is still counted. */
const mostReasons = 50;

/** Counts what incidents come to, and keeps of them only what is not as it should be. */
export class Counting {
  private incidents = 0;
  private open = 0;
  private readonly lines: Line[] = invariants.map(({ name, promises }) => ({
    invariant: name,
    promises,
    holds: 0,
    broken: 0,
    unjudged: 0,
  }));
  private readonly faults: Tally['faults'] = [];
  private readonly reasons = new Map<string, { incidents: number; first: string }>();

  add(incident: string, open: boolean, verdicts: readonly Verdict[]): void {
    this.incidents += 1;
    if (open) this.open += 1;
    const reasons = new Set<string>();
    for (const { invariant, verdict, faults, unjudged } of verdicts) {
      const line = this.lines.find((each) => each.invariant === invariant);
      if (line) line[verdict] += 1;
      for (const { entry, says } of faults)
        this.faults.push({ incident, invariant, says, ...(entry === undefined ? {} : { entry }) });
      for (const says of unjudged) reasons.add(says);
    }
    for (const says of reasons) this.reason(incident, says);
  }

  /** One that cannot be looked at. */
  lost(incident: string, because: string): void {
    this.incidents += 1;
    for (const line of this.lines) line.unjudged += 1;
    this.reason(incident, because);
  }

  get tally(): Tally {
    const { incidents, open, lines, faults } = this;
    const unjudged = [...this.reasons].map(([says, counts]) => ({ says, ...counts }));
    return { incidents, open, lines, faults, unjudged };
  }

  private reason(incident: string, says: string): void {
    const known = this.reasons.get(says) ?? this.reasons.get(others);
    if (known) known.incidents += 1;
    else this.reasons.set(this.reasons.size < mostReasons ? says : others, { incidents: 1, first: incident });
  }
}

const others = 'other reasons: verify those incidents one by one';
