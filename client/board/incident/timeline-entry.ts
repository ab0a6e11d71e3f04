import { html } from 'ghtml';
import { between, relative } from '../../../archive/post-mortem/times.ts';
import { details } from '../../../workflows/contract/details.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';
import type { Actor } from '../../../workflows/contract/people.ts';
import { sentence } from '../../../workflows/contract/sentences.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { timeAt } from '../times.ts';
import { evidence } from './evidence.ts';

/** More lines than these are folded. */
const shownLines = 2;

/** One thing that happened: when, who, what, and below it what it is about. */
export function timelineEntry({ at, fact }: TimelineEntry, openedAt: string, number: number): string {
  const kind = kindOf(fact);
  return html`<li id="entry-${number}" class="entry ${kind}">
<div class="when">!${timeAt(at)} <span class="muted">${relative(between(openedAt, at))}</span></div>
<div class="who muted">${whoOf(fact)}</div>
<div class="what wrap"><p>!${mark(kind)}${sentence(fact)}</p>!${below(fact, number)}</div></li>`;
}

type Kind = 'good' | 'bad' | 'warn' | 'plain';

const marks: Record<Kind, [sign: string, says: string] | undefined> = {
  good: ['✔', 'good'],
  bad: ['✖', 'bad'],
  warn: ['!', 'look'],
  plain: undefined,
};

function mark(kind: Kind): string {
  const [sign, says] = marks[kind] ?? [];
  return sign
    ? html`<span class="mark"><span aria-hidden="true">${sign}</span><span class="visually-hidden">${says}: </span></span> `
    : '';
}

const kinds: Partial<Record<Fact['kind'], Kind>> = {
  planned: 'warn',
  'answers wanted': 'warn',
  reminded: 'warn',
  'approval expired': 'warn',
  'decision refused': 'warn',
  'message refused': 'warn',
  'not applied': 'warn',
  'waits for target': 'warn',
  'up to people': 'warn',
  'target nears': 'warn',
  frozen: 'bad',
  'outcome unknown': 'bad',
  'apply refused': 'bad',
  'response missed': 'bad',
  'resolution missed': 'bad',
  'nobody left to page': 'bad',
  'nothing left': 'bad',
  'not rolled out': 'bad',
  'not improved': 'bad',
  'not well': 'bad',
  relapsed: 'bad',
  failed: 'bad',
  thawed: 'good',
  applied: 'good',
  'rolled out': 'good',
  improved: 'good',
  well: 'good',
  resolved: 'good',
  'dry run over': 'good',
};

function kindOf(fact: Fact): Kind {
  if (fact.kind === 'checked' && fact.findings.some(({ verdict }) => verdict === 'sick')) return 'bad';
  return kinds[fact.kind] ?? 'plain';
}

/** Whose doing it was. */
function whoOf(fact: Fact): string {
  const by = actorOf(fact);
  if (by?.kind === 'person') return by.name;
  return by?.kind === 'alerts' ? by.door : 'Mayday';
}

/** Some facts have a name in the same place. */
export function actorOf(fact: Fact): Actor | undefined {
  return 'by' in fact && typeof fact.by === 'object' ? fact.by : undefined;
}

function below(fact: Fact, number: number): string {
  const lines = details(fact);
  const rows = findingsOf(fact).map((finding, i) => evidenceOf(finding, `evidence-${number}-${i}`));
  const inside = html`!${list(lines)}!${rows}`;
  if (lines.length <= shownLines && rows.join('') === '') return inside;
  return html`<details id="below-${number}"><summary>${lines.length === 1 ? '1 line' : `${lines.length} lines`}</summary>!${inside}</details>`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : html`<ul class="plain small muted">!${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function findingsOf(fact: Fact): Finding[] {
  return fact.kind === 'checked' || fact.kind === 'verified' ? fact.findings : [];
}

function evidenceOf(finding: Finding, id: string): string {
  const rows = evidence(finding, id);
  return rows === ''
    ? ''
    : html`<div class="small"><span class="strong">${finding.check}</span>!${rows}</div>`;
}
