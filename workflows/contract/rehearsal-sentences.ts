import type { Plan } from './plans.ts';
import type { Rehearsal } from './rehearsals.ts';
import type { Fact } from './timeline.ts';

/** "Would ask alice or carol to approve plan 1" */
export function wouldAsk({ id, needs }: Plan, of: readonly string[]): string {
  if (needs === 0) return `Would do plan ${id} by itself`;
  const whom = of.length > 0 ? of.join(' or ') : 'nobody, for nobody may approve it,';
  return `Would ask ${needs === 1 ? whom : `${needs} of ${of.join(', ') || 'nobody'}`} to approve plan ${id}`;
}

/** What became of a mitigation in a dry run, as one sentence. */
export function rehearsed({ title, calledFor, outcome, plan, of, says }: Rehearsal): string {
  const called = calledFor ? '' : ' (the findings do not call for it now)';
  switch (outcome) {
    case 'would apply':
      return plan ? `${wouldAsk(plan, of)}: ${plan.title}${called}` : `${title}${called}`;
    case 'would refuse':
      return `Would refuse to do plan ${plan?.id}, "${title}", even if it were approved: ${says[0]}${called}`;
    case 'nothing to do':
      return `Nothing to do for "${title}"${called}: ${says[0]}`;
    case 'wants answers':
      return `Would ask before "${title}" can be planned${called}: ${says.join('; ')}`;
    case 'not rehearsed':
      return `Not rehearsed: "${title}"${called}: ${says[0]}`;
    case 'by hand':
      return `Not rehearsed: people do "${title}" by hand${called}`;
  }
}

/** "Dry run: nothing was changed. Would have asked for …" */
export function dryRunOver({ asks, refused }: Extract<Fact, { kind: 'dry run over' }>): string {
  const [first, ...more] = asks;
  const then = more.map((each) => `; if that had not helped, ${each}`).join('');
  const would = first ? `Would have asked for ${first}${then}` : 'Would have asked for nothing';
  const not = refused.length > 0 ? `. Could not have done: ${refused.join('; ')}` : '';
  return `Dry run: nothing was changed. ${would}${not}`;
}
