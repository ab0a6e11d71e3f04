import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttributes } from '../contract/search-attributes.ts';

type Shown = Record<keyof typeof searchAttributes, string>;

const names = Object.keys(searchAttributes) as (keyof Shown)[];

/** What the Temporal UI shows of a run: its current details, and search attributes where the namespace has them. */
export class Display {
  private readonly searchable: boolean;
  private shown: Partial<Shown> = {};

  constructor(searchable: boolean) {
    this.searchable = searchable;
  }

  show(details: string, { incident, system, severity, phase, waitingFor }: Shown): void {
    setCurrentDetails(details);
    if (!this.searchable) return;
    const shown: Shown = { incident, system, severity, phase, waitingFor };
    const changed = names.filter((name) => shown[name] !== this.shown[name]);
    this.shown = shown;
    if (changed.length === 0) return;
    upsertSearchAttributes(changed.map((name) => ({ key: searchAttributes[name], value: shown[name] })));
  }
}
