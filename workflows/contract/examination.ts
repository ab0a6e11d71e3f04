/** Workflow type of a run in which the workers of each pool look whether they reach what the catalogue names. */
export const examinationType = 'examination';

/** A system, and the pool whose workers are asked about it. */
export interface ExaminedSystem {
  system: string;
  pool: string;
}

/** What was found of one target, of a cluster's namespace, or of a channel. */
export interface Examined {
  /** `shop-db`, `the cluster, namespace shop`, `slack` */
  what: string;
  verdict: 'good' | 'doubtful' | 'bad';
  says: string;
}

export interface ExaminedSystemReport extends ExaminedSystem {
  /** Absent where nobody could look, and `because` says why. */
  targets?: Examined[];
  channels?: Examined[];
  because?: string;
}

/** On the queue of the pool. */
export interface ExaminationActivities {
  /** Reaches for every target of a system and changes nothing; never throws for what it finds. */
  examineTargets(question: { system: string }): Promise<Examined[]>;
}

/** On the coordination queue. */
export interface ChannelExaminationActivities {
  /** Whether the channels that a system's file asks for can be used; nothing is said there. */
  examineChannels(question: { system: string }): Promise<Examined[]>;
}

/** ms that one look may take, waiting for a worker included. */
export const examinationPatience = 25_000;
