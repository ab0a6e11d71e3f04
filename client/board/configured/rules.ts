import { html } from 'ghtml';
import { policyRows } from '../../systems/policy-rows.ts';
import { followUpRows, linkRows, verificationRows } from '../../systems/system-rows.ts';
import type { SystemView } from '../../systems/system-view.ts';
import { thresholdRows } from '../../systems/threshold-rows.ts';
import { address, section, table, text } from './rows.ts';

/** Who approves what, and what else the policy says. */
export function approvalsSection({ policy }: SystemView): string {
  const rows = policyRows(policy).map(({ about, says, missing }) => [
    text(about),
    missing ? html`${says} <span class="badge warn">${missing}</span>` : text(says),
  ]);
  return section('approvals', 'Approvals', table('Who may approve what', ['About', 'Rule'], rows));
}

/** What the document calls good. */
export function goodSection(view: SystemView): string {
  const rows = cells(thresholdRows(view));
  return section(
    'good',
    'What is good',
    table('Thresholds of the document', ['What', 'When it is good'], rows),
  );
}

/** What has to be well before it is over. */
export function wellSection(view: SystemView): string {
  return section(
    'well',
    'Well again',
    table('What is verified', ['Step', 'Is well when'], cells(verificationRows(view))),
  );
}

/** What is left to do after the end. */
export function afterwardsSection(view: SystemView): string {
  const rows = cells(followUpRows(view));
  return section('afterwards', 'Afterwards', table('Follow-ups', ['List', 'When', 'What'], rows));
}

/** Where people look; what is no address of the web is shown as it is written. */
export function linksSection(view: SystemView): string {
  const rows = linkRows(view).map(([kind = '', title = '', where = '']) => [
    text(title),
    text(kind),
    address(where),
  ]);
  return section('links', 'Links', table('Where to look', ['Title', 'Kind', 'Address'], rows));
}

function cells(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row) => row.map(text));
}
