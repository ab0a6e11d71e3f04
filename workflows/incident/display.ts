import { log, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttributes } from '../contract/search-attributes.ts';

type Shown = Record<keyof typeof searchAttributes, string>;

const names = Object.keys(searchAttributes) as (keyof Shown)[];

/** What the Temporal UI shows of a run: its current details, and search attributes where the namespace has them. */
export class Display {
  private readonly searchable: boolean;
  private readonly details: () => string;
  private shown: Partial<Shown> = {};
  private isDue = false;

  constructor(searchable: boolean, details: () => string) {
    this.searchable = searchable;
    this.details = details;
  }

  /** The details are made anew, once all that happens now has happened. */
  changed(): void {
    if (this.isDue) return;
    this.isDue = true;
    void Promise.resolve().then(() => {
      this.isDue = false;
      try {
        setCurrentDetails(this.details());
      } catch (error) {
        // What is only shown must never keep an incident from going on.
        log.error('the details could not be made', { error });
      }
    });
  }

  show({ incident, system, severity, phase, waitingFor }: Shown): void {
    this.changed();
    if (!this.searchable) return;
    const shown: Shown = { incident, system, severity, phase, waitingFor };
    const changed = names.filter((name) => shown[name] !== this.shown[name]);
    this.shown = shown;
    if (changed.length === 0) return;
    upsertSearchAttributes(changed.map((name) => ({ key: searchAttributes[name], value: shown[name] })));
  }
}
