import type { Catalogue } from '../../systems/catalogue.ts';
import { didYouMean } from '../../systems/nearest.ts';
import { runbooksOf, systemsOf } from '../systems/known.ts';

/** What somebody wants to open. */
export interface Draft {
  system: string;
  runbook: string;
  severity?: string;
  summary: string;
}

/** The field of a form that is wrong, and what to write instead. */
export interface WrongDraft {
  field: 'system' | 'runbook' | 'summary';
  says: string;
}

/** Reads a form that was sent; its choices may be older than the catalogue, or not come from it. */
export function readDraft(
  catalogue: Catalogue,
  { system: asked, runbook = 'generalIncident', severity, summary }: Partial<Draft>,
): Draft | { wrong: WrongDraft } {
  const known = systemsOf(catalogue).map(({ system }) => system);
  if (!asked || !known.includes(asked)) {
    const hint = asked ? didYouMean(asked, known) : '';
    return { wrong: { field: 'system', says: `Choose a system${hint || '.'}` } };
  }
  if (!runbooksOf(catalogue, asked).some(({ name }) => name === runbook)) {
    return {
      wrong: {
        field: 'runbook',
        says: `The file of ${asked} has no such runbook any more: choose another.`,
      },
    };
  }
  if (!summary) {
    return { wrong: { field: 'summary', says: 'Say what you see: it is what others read first.' } };
  }
  return { system: asked, runbook, summary, ...(severity ? { severity } : {}) };
}
