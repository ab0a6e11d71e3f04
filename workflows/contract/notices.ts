import type { ChannelProfile } from './channels.ts';
import type { FollowUpFact } from './follow-ups.ts';
import type { Clock, Phase } from './incident.ts';
import type { Mode } from './input.ts';
import type { SlackPlace } from './people.ts';
import type { Risk, Severity } from './profile.ts';
import type { Ending, Fact } from './timeline.ts';
import type { Worded, Words } from './words.ts';

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
  /** What happened; absent where a keeper speaks, and not the incident itself. */
  about?: Fact['kind'] | FollowUpFact['kind'];
  text: string;
  /** Of what is not live: only Mayday's own log says it. */
  mode?: Exclude<Mode, 'live'>;
  /** Longer text below: evidence, preview, commands. Lines. */
  details: string[];
  /** What the file's own words for it are filled in with; channels get the text. */
  worded?: { as: Worded; words: Words };
  /** Whom it names. */
  people: string[];
  workflowId: string;
  system: string;
  /** Of the system, for people. */
  title?: string;
  /** What was said of the incident when it opened; never of a restricted one. */
  summary?: string;
  /** What it does to users and business, as far as people have said. */
  impact?: string;
  /** RFC 3339; by when the next update is promised. */
  nextUpdate?: string;
  /** How it ended, with its end. */
  ending?: Ending;
  /** Nobody else is to hear of it. */
  restricted?: true;
  /** Where the incident is after the entry, for a headline that is kept up to date. */
  phase: Phase;
  /** The system's own label of the severity. */
  label: string;
  /** Absent where a keeper speaks. */
  severity?: Severity;
  /** Who acknowledged, if anybody has. */
  acknowledgedBy?: string;
  /** A role or a person. */
  commander?: string;
  /** What fires next, soonest first. */
  clocks?: Pick<Clock, 'name' | 'due' | 'fires'>[];
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
  /** Entries that have woken somebody, where what they woke them for is acknowledged or over. */
  woke?: string[];
  /** Nothing is said: what the incident left behind is put there as a file. */
  file?: 'post-mortem';
  /** The channel that cannot be reached, and in whose stead it is said. */
  insteadOf?: ChannelProfile['kind'];
  /** The Slack place of the click that an `answer` is for. */
  slack?: SlackPlace;
}
