import type { Phase } from './incident.ts';
import type { Mode } from './input.ts';
import type { SlackPlace } from './people.ts';
import type { Risk } from './profile.ts';

export type PlanStatus = 'waiting' | 'approved' | 'rejected' | 'expired' | 'withdrawn';

/** What a channel is asked to say. `page` wakes somebody; `ask` wants a decision; `answer` is for one person alone. */
export interface Notice {
  kind: 'headline' | 'update' | 'ask' | 'page' | 'resolved' | 'answer';
  keyId: string;
  /** The timeline entry it tells; with `keyId` it is said exactly once. */
  entryId: string;
  /** `INC-7K3FQ2` */
  incident: string;
  /** RFC 3339 of the entry. */
  at: string;
  /** RFC 3339 of the incident's opening: nothing was said of it before. */
  openedAt?: string;
  text: string;
  /** Of what is not live: only Mayday's own log says it. */
  mode?: Exclude<Mode, 'live'>;
  /** Longer text below: evidence, preview, commands. Lines. */
  details: string[];
  /** Whom it names. */
  people: string[];
  workflowId: string;
  system: string;
  /** Where the incident is after the entry, for a headline that is kept up to date. */
  phase: Phase;
  /** The system's own label of the severity. */
  label: string;
  /** Who acknowledged, if anybody has. */
  acknowledgedBy?: string;
  /** The plan it is about and what has become of it; a message that asked for it is changed accordingly. */
  plan?: {
    id: number;
    hash: string;
    title: string;
    status: PlanStatus;
    risk?: Risk;
    /** While it waits for another approval: "1 of 2 approved: alice". */
    progress?: string;
  };
  /** The Slack place of the click that an `answer` is for. */
  slack?: SlackPlace;
}
