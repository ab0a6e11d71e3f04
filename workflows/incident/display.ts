import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Clock, IncidentView } from '../contract/incident.ts';
import { searchAttributes } from '../contract/search-attributes.ts';
import type { TimelineEntry } from '../contract/timeline.ts';
import { board } from './board.ts';

type Shown = Record<keyof typeof searchAttributes, string>;

/** What the Temporal UI shows of an incident: its current details, and search attributes where the namespace has them. */
export class Display {
  private readonly searchable: boolean;
  private shown: Partial<Shown> = {};

  constructor(searchable: boolean) {
    this.searchable = searchable;
  }

  show(view: IncidentView, clocks: Clock[], timeline: TimelineEntry[]): void {
    setCurrentDetails(board(view, clocks, timeline));
    if (!this.searchable) return;
    const { incident, system, severity, phase, waitingFor } = view;
    const shown: Shown = { incident, system, severity, phase, waitingFor };
    const names = Object.keys(shown) as (keyof Shown)[];
    const changed = names.filter((name) => shown[name] !== this.shown[name]);
    this.shown = shown;
    if (changed.length === 0) return;
    upsertSearchAttributes(changed.map((name) => ({ key: searchAttributes[name], value: shown[name] })));
  }
}
