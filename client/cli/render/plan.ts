import { citation } from '../../../workflows/contract/details.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import { relative } from '../../times.ts';
import type { Look } from '../screen.ts';

const previewLines = 8;

/** A plan as somebody needs to see it before deciding; `approvedBy` = whose approvals count already. */
export function planText(plan: Plan, { now, paint }: Look, approvedBy: readonly string[] = []): string {
  const risk = plan.risk === 'destructive' ? paint('red', plan.risk) : plan.risk;
  const shown = plan.preview.slice(0, previewLines);
  const hidden = plan.preview.length - shown.length;
  return [
    `${paint('bold', `Plan ${plan.id}: ${plan.title}`)}  (${risk}, expires ${paint('yellow', relative(plan.expiresAt, now))})`,
    ...(plan.needs > 1 ? [`  needs     ${needsText(approvedBy)}`] : []),
    `  observed  ${plan.observed}`,
    `  expected  ${plan.predicted}`,
    `  touches   ${plan.blastRadius}`,
    `  undo      ${plan.undo ?? paint('yellow', 'none: it cannot be taken back')}`,
    ...citation(plan).map((line) => `  ${line}`),
    ...(shown.length > 0 ? ['  would run'] : []),
    ...shown.map((line) => `    ${line}`),
    ...(hidden > 0 ? [`    … and ${hidden} more (--json shows all)`] : []),
  ].join('\n');
}

function needsText(approvedBy: readonly string[]): string {
  const nobody = approvedBy.length === 0;
  return `two different approvers; ${nobody ? 'nobody has approved yet' : `${approvedBy.join(' and ')} has approved, somebody else must, too`}`;
}

/** The commands that decide on a plan, to be copied. */
export function decisionCommands(incident: string, plan: Plan): string {
  const reason = plan.risk === 'destructive' ? ' --reason "…"' : '';
  return [
    `  approve:  mayday approve ${incident} --plan ${plan.id} --as NAME${reason}`,
    `  reject:   mayday reject ${incident} --plan ${plan.id} --as NAME --reason "…"`,
  ].join('\n');
}
