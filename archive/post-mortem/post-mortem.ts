import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { attempts } from './attempts.ts';
import { factTable } from './facts.ts';
import { actionItems, filled, impact, notes } from './filled.ts';
import { bullets, code, text } from './markdown.ts';
import type { Template } from './template.ts';
import { assumptions, detection, findings, spending, timeline } from './told.ts';
import { againstPeople, wouldHave } from './would-have.ts';

const toBeWritten = '_To be written._';

/** The post-mortem of an incident, made of its timeline, in the form of its system. Markdown, ready for a wiki; people's text is escaped. */
export function postMortem(record: IncidentRecord, template: Template): string {
  if (record.mode !== 'live') return notLive(record);
  const { sections } = template;
  const form =
    sections.length > 0
      ? `Its sections are those of ${code(`${record.system}.yaml`)}.`
      : "Its form is Mayday's own: the system's file names no sections.";
  return [
    `# Post-mortem ${record.incident}: ${text(record.summary)}`,
    ...(sections.length > 0 ? documentsForm(record, template) : ownForm(record, template)),
    '---',
    `Written by Mayday from the timeline of ${code(record.workflowId)}, key id ${code(record.keyId)}. ${form}` +
      `${record.endedAt ? ' The record and the replayable history lie beside this file.' : ''}\n`,
  ].join('\n\n');
}

/** Of a dry run or a shadow incident: what would have been, in Mayday's own form. */
function notLive(record: IncidentRecord): string {
  const isShadow = record.mode === 'shadow';
  return [
    `# ${isShadow ? 'Shadow' : 'Dry run'} ${record.incident}: ${text(record.summary)}`,
    factTable(record),
    ...(isShadow ? [section('What Mayday would have done, and what people did', againstPeople(record))] : []),
    section(isShadow ? 'What it would have shown' : 'What Mayday would have done', wouldHave(record)),
    section('What happened', timeline(record)),
    section('Findings at the start', findings(record)),
    ...assumed(record, 'Assumed'),
    '---',
    `Written by Mayday from the timeline of ${code(record.workflowId)}, key id ${code(record.keyId)}. Nothing was changed and nobody was reached.\n`,
  ].join('\n\n');
}

function ownForm(record: IncidentRecord, { followUps }: Template): string[] {
  return [
    factTable(record),
    section('What happened', timeline(record)),
    section('Detection', detection(record)),
    section('Findings at the start', findings(record)),
    section('What was tried and what it did', attempts(record)),
    section('Where the time went', spending(record)),
    section('Impact', listed(impact(record))),
    section('Root cause', listed(notes(record, 'cause'))),
    section('Action items', listed(actionItems(record, followUps))),
    ...assumed(record, 'Assumed'),
  ];
}

/** The sections of the file in its order, then what Mayday knows beside them. */
function documentsForm(record: IncidentRecord, template: Template): string[] {
  const own = template.sections.map(({ title, items }) =>
    section(text(title), body(title, items, record, template)),
  );
  const everything = timeline(record);
  const isTold = own.some((part) => part.includes(everything));
  return [
    ...own,
    section('Appendix: facts', factTable(record)),
    ...(isTold ? [] : [section('Appendix: everything that happened', everything)]),
    section('Appendix: detection', detection(record)),
    section('Appendix: findings at the start', findings(record)),
    section('Appendix: what was tried and what it did', attempts(record)),
    section('Appendix: where the time went', spending(record)),
    ...assumed(record, 'Appendix: assumed'),
  ];
}

function body(title: string, items: string[], record: IncidentRecord, { followUps }: Template): string {
  const told = { record, followUps };
  if (items.length === 0) {
    const whole = filled(title, told);
    return whole ? ('line' in whole ? whole.line : whole.block) : toBeWritten;
  }
  return items
    .map((item) => {
      const part = filled(item, told);
      if (part && 'block' in part) return `**${text(item)}:**\n\n${part.block}`;
      return `**${text(item)}:** ${part?.line ?? toBeWritten}`;
    })
    .join('\n\n');
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function listed(items: string[]): string {
  return items.length > 0 ? bullets(items) : toBeWritten;
}

function assumed(record: IncidentRecord, title: string): string[] {
  return record.assumed.length > 0 ? [section(title, assumptions(record))] : [];
}
