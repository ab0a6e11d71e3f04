import type { Phase } from './incident.ts';
import type { Actor } from './people.ts';
import type { Severity } from './profile.ts';
import type { PublicStatus, StatusPageTarget } from './status-page.ts';

/** How the public is kept informed of a system's incidents, phase by phase, fixed when an incident opened. */
export interface PublicUpdates {
  target: StatusPageTarget;
  /** What the incident is called on the page; like `texts`, a template. */
  heading: string;
  texts: Record<PublicStatus, string>;
  /** The severities of which the public hears. */
  publicAt: Severity[];
  /** `none`, `minor`, `major` or `critical`; only Atlassian's pages have it. */
  impact: Partial<Record<Severity, string>>;
  /** How each part of the page is said to be, by its id there. */
  components: Partial<Record<Severity, Record<string, string>>>;
  /** `auto` = without anybody's yes. */
  by: 'ask' | 'auto';
  /** Who may say yes. */
  approvers: string[];
}

/** The mitigation behind a text for the public. */
export const publicUpdate = 'publicUpdate';

/** Plans of texts for the public wait beside those of the story, and have numbers of their own: 901, 902, … */
const beforeFirst = 900;

export function publicPlanId(before: number): number {
  return beforeFirst + before + 1;
}

export function isForPublic(plan: number): boolean {
  return plan > beforeFirst;
}

/** What an incident remembers of what the public was told, or was not. */
export type PublicFact =
  /** Somebody wants the public told; without a message as the file words it. */
  | { kind: 'publish asked'; by: Actor; status: PublicStatus; message?: string }
  /** In a dry run or a shadow incident; `of` may say yes, nobody has to where it is empty. */
  | {
      kind: 'would tell the public';
      status: PublicStatus;
      forPhase: Phase;
      heading: string;
      message: string;
      of: string[];
    }
  /** `again`: it is tried again later. */
  | { kind: 'public not told'; status: PublicStatus; forPhase: Phase; because: string; again?: true };

export function publicSentence(fact: PublicFact): string {
  switch (fact.kind) {
    case 'publish asked':
      return `${nameOf(fact.by)} wants the public told: ${fact.status}${fact.message ? `, "${fact.message}"` : ''}`;
    case 'would tell the public':
      return `Would ${fact.of.length > 0 ? `ask ${fact.of.join(' or ')} whether to ` : ''}tell the public "${fact.heading}: ${fact.status}"`;
    case 'public not told':
      return `The public is not told "${fact.status}"${fact.again ? ' yet' : ''}: ${fact.because}`;
  }
}

function nameOf(by: Actor): string {
  return by.kind === 'person' ? by.name : 'Mayday';
}
