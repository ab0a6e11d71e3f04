import type { MitigationTerms } from './mitigations.ts';
import type { Reference, Severity } from './profile.ts';

/** An account at X, by the keys of an app and the tokens of its user, or by the token of a user alone. */
export interface XTarget {
  id: string;
  kind: 'x';
  url: Reference;
  bearer?: Reference;
  apiKey?: Reference;
  secret?: Reference;
  accessToken?: Reference;
  accessSecret?: Reference;
}

/** People outside who get mail. */
export interface MailingList {
  id: string;
  kind: 'mailingList';
  recipients: string[];
}

interface Telling extends MitigationTerms {
  /** Asked for where the file has no text. */
  message?: string;
  /** The severities of which they hear; absent = the file does not say, so of all. */
  publicAt?: Severity[];
}

export interface PostToX extends Telling {
  action: 'x.post';
  target: XTarget;
}

export interface MailUsers extends Telling {
  action: 'mail.users';
  target: MailingList;
  subject: string;
}

/** What cannot be untold, and is told at most once. */
export type TellOnce = PostToX | MailUsers;

/** Whether an action tells people outside what cannot be untold: the commander's to approve. */
export function cannotBeUntold(action: string): boolean {
  return action === 'x.post' || action === 'mail.users';
}
