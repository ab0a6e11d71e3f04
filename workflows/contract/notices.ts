/** What a channel is asked to say. `page` wakes somebody; `ask` wants a decision. */
export interface Notice {
  kind: 'headline' | 'update' | 'ask' | 'page' | 'resolved';
  keyId: string;
  /** The timeline entry it tells; with `keyId` it is said exactly once. */
  entryId: string;
  /** `INC-7K3FQ2` */
  incident: string;
  /** RFC 3339 of the entry. */
  at: string;
  text: string;
  /** Longer text below: evidence, preview, commands. Lines. */
  details: string[];
  /** Whom it names. */
  people: string[];
}
