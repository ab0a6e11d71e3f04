import type { SystemFile } from '../../systems/schema.ts';
import { askedBy, onCalls, steps } from './asked-by.ts';
import type { CommandRow, Coverage } from './coverage-file.ts';
import type { Described } from './sources.ts';
import { code, plain, table } from './table.ts';

const kinds = ['automated', 'behind approval', 'shown', 'refused'] as const;
type Kind = (typeof kinds)[number];

/** docs/coverage.md */
export function coveragePage(coverage: readonly Coverage[], systems: readonly Described[]): string {
  const documents = coverage.map((each) => {
    const system = systems.find(({ id }) => id === each.system)?.system;
    if (!system)
      throw new Error(`docs/coverage/${each.system}.yaml: there is no systems/${each.system}.yaml`);
    return { ...each, rows: each.commands.map((row) => ({ ...row, ...answerOf(row, system) })) };
  });
  const counts = documents.map(({ document, title, facts, rows }) => ({
    name: `[${nameOf(document, title)}](#${anchor(nameOf(document, title))})`,
    numbers: [
      facts.length,
      rows.length,
      ...kinds.map((kind) => rows.filter((row) => row.kind === kind).length),
    ],
  }));
  const sum = counts[0]?.numbers.map((_, i) =>
    counts.reduce((all, { numbers }) => all + (numbers[i] ?? 0), 0),
  );
  return `${[
    '<!-- Written by `npm run docs` from docs/coverage/*.yaml and systems/*.yaml: change those. -->',
    '# Coverage of the five documents',
    'What Mayday does today with every command of the five runbook documents it is built from, and how many of their numbers and names the catalogue holds.',
    table(
      ['', 'meaning'],
      [
        [
          '**automated**',
          'Mayday asks the same itself over its own connection, or runs the script of the document',
        ],
        ['**behind approval**', 'a plan, applied once a person approved it'],
        ['**shown**', 'the exact command, for a person to run'],
        ['**refused**', 'never done, with the reason'],
      ],
    ),
    table(
      ['document', 'facts', 'commands', ...kinds],
      [
        ...counts.map(({ name, numbers }) => [name, ...numbers.map(String)]),
        ['**all**', ...(sum ?? []).map((number) => `**${number}**`)],
      ],
    ),
    'The risks of what waits for an approval are in [risks.md](risks.md).',
    ...documents.flatMap(({ system, document, title, rows }) => [
      `## ${nameOf(document, title)}`,
      `[systems/${system}.yaml](../systems/${system}.yaml), [coverage/${system}.yaml](coverage/${system}.yaml)`,
      table(
        ['section', 'command', 'what Mayday does'],
        rows.map(({ section, command, does }, i) => [
          rows[i - 1]?.section === section ? '' : plain(section),
          code(command),
          does,
        ]),
      ),
    ]),
  ].join('\n\n')}\n`;
}

/** What becomes of a command today. */
function answerOf({ answer, says }: CommandRow, system: SystemFile): { kind: Kind; does: string } {
  const { title, mitigations } = system;
  switch (answer) {
    case 'check':
      return { kind: 'automated', does: `**automated** in ${asking(says, system)}: ${code(says)}` };
    case 'shown':
      return { kind: 'shown', does: `**shown** in ${plain(titleOf(says, system))}` };
    case 'refused':
      return { kind: 'refused', does: `**refused**: ${plain(says)}` };
    case 'mitigation': {
      const entry = mitigations[says];
      if (!entry) throw new Error(`${title} has no mitigation ${says}`);
      return { kind: 'behind approval', does: `**behind approval**: ${code(says)}, ${entry.risk}` };
    }
  }
}

function asking(check: string, system: SystemFile): string {
  if (check === onCalls) return 'every runbook, at its opening, for the roles under `onCall.schedules`';
  if (Object.hasOwn(steps, check)) return 'every runbook, as it verifies what helped';
  const all = askedBy(check, system);
  return all.length > 3 ? 'every runbook' : all.map((name) => plain(titleOf(name, system))).join(', ');
}

function titleOf(runbook: string, { runbooks }: SystemFile): string {
  return runbooks[runbook as keyof typeof runbooks]?.title ?? runbook;
}

function nameOf(document: string, title: string): string {
  return `${document.slice(0, 3)} ${title}`;
}

/** As Markdown viewers name a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
