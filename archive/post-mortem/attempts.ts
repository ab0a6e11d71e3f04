import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { sentence } from '../../workflows/contract/sentences.ts';
import type { Fact } from '../../workflows/contract/timeline.ts';
import { bullets, codeBlock, text } from './markdown.ts';
import { between, lasting } from './times.ts';

const shownEffects = 20;

/** Each plan of an incident: what it was, who decided, what it did, whether it helped. Markdown. */
export function attempts(record: IncidentRecord): string {
  const told = record.timeline.flatMap(({ at, fact }) =>
    fact.kind === 'planned' ? [attempt(record, at, fact)] : [],
  );
  const idle = record.timeline.flatMap(({ fact }) =>
    fact.kind === 'nothing to do' ? [text(sentence(fact))] : [],
  );
  if (told.length === 0 && idle.length === 0) return 'Mayday changed nothing and proposed nothing.';
  return [...told, ...(idle.length > 0 ? [bullets(idle)] : [])].join('\n\n');
}

function attempt(
  record: IncidentRecord,
  plannedAt: string,
  { plan }: Extract<Fact, { kind: 'planned' }>,
): string {
  const later = record.timeline.filter(({ fact }) => 'plan' in fact && fact.plan === plan.id);
  const outcomes = later.flatMap(({ at, fact }) => [
    `**${lasting(between(plannedAt, at))} later:** ${text(sentence(fact))}`,
    ...effects(fact),
  ]);
  return [
    `### Plan ${plan.id}: ${text(plan.title)}`,
    bullets([
      `**Observed:** ${text(plan.observed)}`,
      `**Expected:** ${text(plan.predicted)}`,
      `**Blast radius:** ${text(plan.blastRadius)} (${text(plan.risk)})`,
      `**Undo:** ${plan.undo === null ? 'none' : text(plan.undo)}`,
    ]),
    ...(plan.preview.length > 0 ? [codeBlock(plan.preview)] : []),
    outcomes.length > 0
      ? outcomes.map((line) => (line.startsWith('  ') ? line : `- ${line}`)).join('\n')
      : record.endedAt
        ? 'Nobody decided before the incident ended.'
        : 'It waits for a decision.',
  ].join('\n\n');
}

function effects(fact: Fact): string[] {
  if (fact.kind !== 'applied' && fact.kind !== 'apply refused') return [];
  const lines = fact.effects.map((effect) => `  - ${text(effect.says)}`);
  return lines.length > shownEffects
    ? [...lines.slice(0, shownEffects), `  - and ${lines.length - shownEffects} more`]
    : lines;
}
