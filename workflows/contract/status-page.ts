import type { MitigationTerms } from './mitigations.ts';
import type { Reference, Severity } from './profile.ts';

/** How far the public is told it is, in the words of Atlassian Statuspage. */
export const publicStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export type PublicStatus = (typeof publicStatuses)[number];

/** A status page: one of Atlassian Statuspage where it has a page id, else one of the system's own. */
export interface StatusPageTarget {
  id: string;
  kind: 'statusPage';
  /** Of the API; of one of the system's own, of its incidents. */
  url: Reference;
  /** The id of the page at Atlassian. */
  page?: string;
  bearer: Reference;
}

/**
 * Tells the public, as one incident of the page. Asks for `message` where the file has no text, and for `incident` (its
 * id there) where a page that cannot be searched is to be told more.
 */
export interface PublishStatus extends MitigationTerms {
  action: 'statusPage.publish';
  target: StatusPageTarget;
  heading: string;
  status: PublicStatus;
  message?: string;
  /** `none`, `minor`, `major` or `critical`; only Atlassian's pages have it. */
  impact?: string;
  /** How each part of the page is said to be, by its id there; only Atlassian's pages have them. */
  components?: Record<string, string>;
  /** The severities of which the public hears; absent = the file does not say, so of all. */
  publicAt?: Severity[];
}
