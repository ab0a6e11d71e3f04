import type { Door } from '../../workflows/contract/people.ts';
import { changing, doors, type Fate, fateOf, fateOfSilence, type WrittenPolicy, ways } from './approvals.ts';
import { code, plain, table } from './table.ts';

const defaults: WrittenPolicy = {};

/** Each differs from a file that says nothing in one thing. */
const others: { written: string; policy: WrittenPolicy }[] = [
  { written: 'unverifiedUpTo: disruptive', policy: { unverifiedUpTo: 'disruptive' } },
  { written: 'approvals: { disruptive: two }', policy: { approvals: { disruptive: 'two' } } },
  { written: 'approvals: { reversible: none }', policy: { approvals: { reversible: 'none' } } },
  { written: 'singleResponder: true', policy: { singleResponder: true } },
  { written: 'breakGlass: false', policy: { breakGlass: false } },
];

/** A refusal in a few words; the sentence itself stands at the end of the page. */
const shortly: [says: RegExp, words: string][] = [
  [/counts up to \w+ only/, 'no signature'],
  [/^The signature does not fit/, 'does not fit'],
  [/^The signature is by \w+'s key/, "another's key"],
  [/^The signature is by a key of|^Who decided is signed in with a key of/, 'retired key'],
  [/^The click came from a Slack account|^Who decided is signed in with a key that/, "another's account"],
  [/^The signature is by no gateway/, 'no gateway of ours'],
  [/^The decision is about plan/, 'another plan'],
  [/^The decision is about another version/, 'another version'],
  [/^The decision is \w+ old/, 'too old'],
  [/^Plan \d+ expired/, 'too late'],
  [/has approved plan \d+ already/, 'same person'],
  [/proposed plan \d+, and it is/, 'own proposal'],
  [/is not an approver/, 'no approver'],
  [/is not named in the catalogue/, 'unknown'],
  [/an approval of it needs a reason/, 'no reason'],
  [/^Going alone needs a reason/, 'no reason to go alone'],
  [/^Going alone needs a signature/, 'no signature to go alone'],
  [/nobody goes alone/, 'nobody goes alone'],
];

/** docs/approvals.md */
export function approvalsPage(): string {
  const told = new Map<string, string>();
  const usual = rows(defaults, told);
  const differing = others.map(({ written, policy }) => {
    const changed = rows(policy, told).filter((row) => !usual.some((known) => saysTheSame(row, known)));
    return [`## ${code(written)}`, table(head, changed)].join('\n\n');
  });
  return `${[
    '<!-- Written by `npm run docs`: docs/generate/approvals.ts asks the code that judges decisions. Change that. -->',
    '# Approvals',
    'What becomes of a decision, by how it came in, the risk of the plan and the policy of the system. Every cell is the answer of the code that judges real decisions (`activities/decisions/`): when one comes in, and again, with all approvals of the plan, in the very activity that makes the change. `test/unit/activities/approvals.test.ts` tries the rest of the product at random and holds the rules that no policy can loosen:',
    [
      '- What is destructive takes two different people, each verified, or one of them who goes alone with a reason; then everybody is paged and it is reviewed. What is disruptive takes one.',
      '- An approval without a signature never counts for what is destructive, nor for going alone.',
      '- Nobody counts twice, and nobody approves a destructive change that is their own proposal.',
      '- Silence, a rejection, another plan or an earlier version of it, an old or altered decision never count as a yes.',
    ].join('\n'),
    'Here alice, bob and cleo are approvers, and eve is not. "Signed": with one\'s own key at the doors `cli`, `demo --yes` and `temporal-ui`; at `slack` the gateway signs for the account that clicked, at `board` for who is signed in. Where no door stands all do the same. "–": the plan has its approvals already; whoever comes late hears who decided.',
    '## A file that says nothing',
    table(head, usual),
    'Below, for a file that says one thing more, only the lines in which it differs.',
    ...differing,
    '## What people are told',
    table(
      ['refused', 'for example'],
      shortly.map(([, words]) => [words, plain(told.get(words) ?? '')]),
    ),
  ].join('\n\n')}\n`;
}

/** What is not asked differs in nothing. */
function saysTheSame([says, ...cells]: string[], [known, ...usual]: string[]): boolean {
  return says === known && cells.every((each, i) => each === '–' || each === usual[i]);
}

const head = ['who decides, and how', ...changing];

function rows(policy: WrittenPolicy, told: Map<string, string>): string[][] {
  const silence = ['nobody', ...changing.map((risk) => cell(fateOfSilence(policy, risk), told))];
  const decided = ways.flatMap((way) => {
    const alike = new Map<string, Door[]>();
    for (const door of way.doors ?? doors) {
      const cells = changing.map((risk) => cell(fateOf(policy, risk, way, door), told)).join('\n');
      alike.set(cells, [...(alike.get(cells) ?? []), door]);
    }
    return [...alike].map(([cells, at]) => [
      `${way.says}${alike.size > 1 ? ` (${at.join(', ')})` : ''}`,
      ...cells.split('\n'),
    ]);
  });
  return [silence, ...decided];
}

function cell(fate: Fate, told: Map<string, string>): string {
  if (fate === 'not asked') return '–';
  if (typeof fate === 'string') return fate === 'applied' ? '**applied**' : fate;
  const known = shortly.find(([says]) => says.test(fate.refused));
  if (!known) throw new Error(`docs/generate/approvals-page.ts has no words for: ${fate.refused}`);
  if (!told.has(known[1])) told.set(known[1], fate.refused);
  return `refused: ${known[1]}`;
}
