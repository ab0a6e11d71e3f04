/** What a template of a file may say, by the name it stands for there; what nobody knows yet reads `notKnown`. */
export const words = {
  incident: 'the name of the incident, INC-7K3FQ2',
  system: 'the title of the system',
  severity: "the system's own label of the severity",
  code: 'P0 to P3',
  status: "where it is, in the file's own words",
  summary: 'what happened, as it was opened',
  impact: 'what it does to people, as noted',
  cause: 'the cause, as noted',
  eta: 'when it will be over, as noted',
  commander: 'who commands',
  started: 'when it was opened',
  now: 'the time',
  duration: 'how long it has lasted',
  nextUpdate: 'when everybody hears of it again',
  progress: 'what was done of late',
  nextSteps: 'what it waits for',
  resolution: 'what was changed to end it',
  dashboards: 'the links of the file under dashboards',
  postMortem: 'where the post-mortem will be',
} as const;

export type Word = keyof typeof words;
/** By name; each a text for people. */
export type Words = Record<Word, string>;

/** The messages that a file can word. */
export type Worded = 'initial' | 'update' | 'resolved';

export const notKnown = 'not known yet';
