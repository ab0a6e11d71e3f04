import { freezeSentence, thawCommand } from '../contract/freeze.ts';
import { inEffectLines } from '../contract/in-effect.ts';
import type { Clock, IncidentView } from '../contract/incident.ts';
import { actorName } from '../contract/people.ts';
import { sentence } from '../contract/sentences.ts';
import type { TimelineEntry } from '../contract/timeline.ts';

const marks = { well: '✅', sick: '🚨', unknown: '❔' };

/** The incident as a page of Markdown for the Temporal UI (no images, no HTML, under 20 KB). */
export function board(view: IncidentView, clocks: Clock[], timeline: TimelineEntry[]): string {
  const lines = [
    ...(view.frozen
      ? [`**FROZEN.** ${freezeSentence(view.frozen)}. It ends with \`${thawCommand(view.frozen)}\``, '']
      : []),
    `## ${view.incident} · ${view.label} · ${view.phase}${view.mode === 'live' ? '' : ` · ${view.mode}: nothing is changed, nobody is reached`}`,
    `**${view.systemTitle}: ${view.runbookTitle}** — ${view.summary}`,
    '',
    view.acknowledgedBy
      ? `Acknowledged by ${actorName(view.acknowledgedBy)}.`
      : '**Nobody has acknowledged yet.**',
    `Waiting for: ${view.waitingFor}.`,
    ...section(
      'Clocks',
      clocks.map((clock) => `- ${clock.due}: ${clock.fires}${reaches(clock)}`),
    ),
    ...section(
      'Findings',
      view.findings.map((finding) => `- ${marks[finding.verdict]} ${finding.says}`),
    ),
    ...section(
      'For you',
      view.guidance.map((line) => `- \`${line}\``),
    ),
    ...pending(view),
    ...section(
      'In effect',
      inEffectLines(view).map((line) => `- ${line}`),
    ),
    ...section(
      'Last entries',
      timeline.slice(-8).map((entry) => `- ${entry.at} ${sentence(entry.fact).slice(0, 500)}`),
    ),
  ];
  return lines.join('\n').slice(0, 18_000);
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `### ${title}`, ...lines];
}

function reaches(clock: Clock): string {
  return clock.reaches.length > 0 ? ` (${clock.reaches.join(', ')})` : '';
}

function pending({ pending: plan, incident, approvedBy = [] }: IncidentView): string[] {
  if (!plan) return [];
  const what = plan.needs > 1 ? 'two approvals' : 'approval';
  const so = approvedBy.length > 0 ? ` (so far: ${approvedBy.join(', ')})` : '';
  return [
    '',
    `### Plan ${plan.id} waits for ${what}${so} until ${plan.expiresAt}`,
    `**${plan.title}** (${plan.risk}). ${plan.observed}`,
    `Expected: ${plan.predicted} Reach: ${plan.blastRadius} Undo: ${plan.undo ?? 'none, it cannot be taken back'}`,
    '```',
    ...plan.preview.slice(0, 12),
    '```',
    ...(plan.risk === 'destructive'
      ? [`\`mayday approve ${incident} --plan ${plan.id} --as NAME --reason "…"\`: it takes a signature.`]
      : [
          `\`mayday approve ${incident} --plan ${plan.id} --as NAME\`, or the signal \`approve\` with`,
          `\`{"plan": ${plan.id}, "hash": "${plan.hash}", "by": "NAME"}\` where policy takes unverified decisions.`,
        ]),
  ];
}
