import { writeFile } from 'node:fs/promises';
import { plain, table } from '../docs/generate/table.ts';
import { foreignServer } from './machine.ts';
import type { Row } from './measure.ts';
import type { Report, Result } from './report.ts';
import { figuresText, metText, targetText, valueText } from './row-text.ts';

const place = new URL('../docs/performance.md', import.meta.url);

export async function writePage(report: Report): Promise<void> {
  await writeFile(place, performancePage(report));
}

/** docs/performance.md */
export function performancePage({ machine, results }: Report): string {
  const tuned = results.filter(({ profile }) => profile === 'tuned');
  const stock = results.filter(({ profile }) => profile === 'stock');
  const foreign = machine.temporalServer === foreignServer;
  const commits = [...new Set(results.map(({ commit }) => commit))];
  return `${[
    '<!-- Written by `npm run bench`; do not edit. -->',
    '# Performance',
    `Each figure is a ratio to the bare Temporal SDK on the same server with the same payload, measured in one run: blocks of both sides in turn, a first turn dropped, the median of the ratios and in brackets its interval of 95 %. A target is met unless the whole interval lies past it; where the estimate does, that is said. L1 is \`workflow.start\` of a no-op, L2 \`workflow.execute\` of one (in B1, to compare), L3 a workflow with as many no-op activities, timers and messages. Mayday's side is its real processes, a gateway and a worker; the bare side has a worker of its own with the same pollers, slots and cache, and the SDK's own payload converter. \`npm run bench\` measures again; \`npm run bench -- B1 B3 --pairs 7\` some of it.`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB; Node ${machine.node}, Temporal SDK ${machine.sdk}, server ${machine.temporalServer}${foreign ? '' : ' (development server, in memory)'}; commit ${commits.join(', ')}.`,
    ...chart(tuned),
    ...section(foreign ? 'The server of somebody else' : 'The tuned server', tuned),
    ...section(
      'The server as it comes',
      stock,
      'What the 50 ms that this server takes for each hop are on the path of; all else starts or reads without a hop, or waits for the clock.',
    ),
    ...remarks(results),
    ...(results.length > 0 ? ['## What it took', effort(results)] : []),
  ].join('\n\n')}\n`;
}

function section(title: string, results: Result[], words?: string): string[] {
  if (results.length === 0) return [];
  const head = ['', 'measure', '', 'target', 'measured', 'Mayday', 'beside it', ''];
  const rows = results.flatMap((result) => {
    if (result.failed)
      return [[result.id, plain(result.title), '', '', 'did not come to its end', '', '', '']];
    return (result.rows ?? []).map((row, i) => [
      ...(i === 0 ? [result.id, `${plain(result.title)}, ${inCell(result.against)}`] : ['', '']),
      plain(row.name),
      row.target ? targetText(row.target, row.unit) : '',
      valueText(row),
      row.mayday ? figuresText(row.mayday) : '',
      row.bare ? figuresText(row.bare) : '',
      metText(row),
    ]);
  });
  const [first] = results;
  const settings = first?.dynamicConfig.map((setting) => `\`${setting}\``).join(', ');
  return [
    `## ${title}`,
    ...(words ? [words] : []),
    ...(settings ? [`Dynamic configuration: ${settings}.`] : []),
    table(head, rows),
  ];
}

/** How near each figure is to its target: 1 is the target, below it is met. */
function chart(results: Result[]): string[] {
  const bars = results.flatMap(({ id, rows = [] }) =>
    rows.flatMap((row) => {
      const share = shareOfTarget(row);
      return share === undefined ? [] : [{ name: `${id} ${row.name}`.replaceAll('"', ''), share }];
    }),
  );
  if (bars.length === 0) return [];
  const top = Math.ceil(Math.max(1.2, ...bars.map(({ share }) => share)) * 10) / 10;
  return [
    `\`\`\`mermaid
xychart-beta horizontal
  title "How far towards the target; 1 is the target, less is better"
  x-axis [${bars.map(({ name }) => `"${name}"`).join(', ')}]
  y-axis "share of the target" 0 --> ${top}
  bar [${bars.map(({ share }) => share.toFixed(2)).join(', ')}]
  line [${bars.map(() => 1).join(', ')}]
\`\`\``,
  ];
}

function shareOfTarget({ value: { estimate }, target }: Row): number | undefined {
  if (!target || 'exactly' in target) return undefined;
  if ('atMost' in target) return estimate / target.atMost;
  return estimate === 0 ? undefined : target.atLeast / estimate;
}

function remarks(results: Result[]): string[] {
  const notes = results.flatMap(({ id, profile, notes: said = [] }) =>
    said.map((note) => `- ${id}${profile === 'stock' ? ', stock' : ''}: ${note}`),
  );
  return notes.length > 0 ? ['## How to read it', notes.join('\n')] : [];
}

function effort(results: Result[]): string {
  const rows = results.map(
    ({ id, profile, began, seconds, load, stolen, pairs, quick, blocks = `${pairs}`, cpu = {} }) => [
      id,
      profile,
      began.slice(0, 16).replace('T', ' '),
      `${seconds} s`,
      `${blocks}${quick ? ', quick' : ''}`,
      `${load.before} → ${load.after}`,
      stolen === undefined ? '' : `${Math.round(stolen * 100)} %`,
      Object.entries(cpu)
        .map(([side, used]) => `${side}: ${cpuText(used)}`)
        .join('; '),
    ],
  );
  const heads = [
    '',
    'server',
    'UTC',
    'took',
    'pairs',
    'load average',
    'taken by others',
    'CPU seconds by process',
  ];
  return table(heads, rows);
}

function cpuText(used: Record<string, number>): string {
  const worth = Object.entries(used).filter(([, seconds]) => seconds >= 0.05);
  return worth.map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`).join(', ');
}

/** Code stays code; bars must not end the cell. */
function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
