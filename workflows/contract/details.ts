import type { Finding } from './findings.ts';
import type { ByHand } from './mitigations.ts';
import type { Plan } from './plans.ts';
import type { Needs } from './profile.ts';
import type { Fact } from './timeline.ts';

/** Lines of one kind; the record has them all. */
const most = 5;

/** What stands below a fact's sentence, line by line: findings, what is asked, what was done. */
export function details(fact: Fact): string[] {
  switch (fact.kind) {
    case 'opened':
      return fact.assumed.map((sentence) => `Assumed: ${sentence}`);
    case 'checked':
      return findingLines(fact.findings);
    case 'verified':
      return [...findingLines(fact.findings), ...fact.look.map((sight) => `Look: ${sight}`)];
    case 'planned':
      return question(fact.plan);
    case 'applied':
    case 'apply refused':
      return shortened(fact.effects.map((effect) => effect.says));
    case 'would ask':
      return wouldBeAsked(fact.plan);
    case 'rehearsed':
      return rehearsal(fact);
    case 'up to people':
      return guidance(fact);
    case 'would tell the public':
      return fact.message.split('\n');
    default:
      return [];
  }
}

const marks = { sick: 'SICK', unknown: '?', well: 'ok' };

/** What is sick comes first; what several checks could not see for the same reason is said once. */
function findingLines(findings: readonly Finding[]): string[] {
  const order = Object.keys(marks);
  const worst = findings.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  return [...new Set(worst.map(({ verdict, says }) => `[${marks[verdict]}] ${says}`))];
}

const approvers: Record<Needs, string> = {
  0: 'Runs by itself',
  1: 'Needs one approver',
  2: 'Needs two different approvers',
};

/** What to know before deciding on a plan, line by line; its preview is not among them. */
export function planInWords(plan: Plan): string[] {
  return [
    `Seen now: ${plan.observed}`,
    `Expected: ${plan.predicted}`,
    `Reach: ${plan.blastRadius}`,
    `Undo: ${plan.undo ?? 'none, it cannot be taken back'}`,
    `Risk: ${plan.risk}. ${approvers[plan.needs]}. Expires ${plan.expiresAt}; silence is not a yes`,
    ...citation(plan),
  ];
}

function question(plan: Plan): string[] {
  return [...planInWords(plan), ...shortened(plan.preview)];
}

/** Whether the targets are as they were in the dry run that is cited. */
export function citation({ cites }: Plan): string[] {
  if (!cites) return [];
  const { incident, plan, differs } = cites;
  if (differs.length === 0)
    return [`Rehearsed as plan ${plan} of ${incident}: its targets are as they were then`];
  return [`Rehearsed as plan ${plan} of ${incident}, but not the same any more:`, ...shortened(differs)];
}

/** The same without a deadline: nobody is asked. */
function wouldBeAsked(plan: Plan): string[] {
  return question(plan).map((line) => (line.startsWith('Risk: ') ? `Risk: ${plan.risk}` : line));
}

function rehearsal({ outcome, plan, says, within }: Extract<Fact, { kind: 'rehearsed' }>): string[] {
  const looked = outcome === 'would apply' || outcome === 'would refuse';
  return [
    ...(plan ? wouldBeAsked(plan) : []),
    ...(plan && within !== undefined
      ? [`It would wait for its decision for ${Math.round(within / 60_000)} min`]
      : []),
    ...(looked ? shortened(says.map((line) => `Looked again: ${line}`)) : []),
    ...(outcome === 'by hand' ? says : []),
  ];
}

function guidance({ look, offers, byHand }: Extract<Fact, { kind: 'up to people' }>): string[] {
  return [
    ...look.map((command) => `Look: ${command}`),
    ...offers.map(({ name, title, risk }) => `Can be proposed: ${name} (${title}; ${risk})`),
    ...byHand.flatMap(handwork),
  ];
}

/** A change that people make themselves, and how. */
export function handwork({ title, risk, commands }: ByHand): string[] {
  const [first, ...more] = commands;
  return [
    `By hand: ${title} (${risk})${first ? `: ${first}` : ''}`,
    ...more.map((command) => `  ${command}`),
  ];
}

function shortened(lines: string[]): string[] {
  return lines.length <= most + 1
    ? lines
    : [...lines.slice(0, most), `… and ${lines.length - most} more lines`];
}
