import type { Clock } from '../contract/incident.ts';

/** What fires next, by name; whoever shows it hears of each change. */
export class Clocks extends Map<Clock['name'], Clock> {
  private readonly changed: () => void;

  constructor(changed: () => void) {
    super();
    this.changed = changed;
  }

  override set(name: Clock['name'], clock: Clock): this {
    super.set(name, clock);
    this.changed();
    return this;
  }

  override delete(name: Clock['name']): boolean {
    const had = super.delete(name);
    if (had) this.changed();
    return had;
  }
}
