import { text } from '../../archive/post-mortem/markdown.ts';
import { between, lasting } from '../../archive/post-mortem/times.ts';
import type { Notice } from '../../workflows/contract/notices.ts';

/** Characters of one text, and lines below it. */
const longestText = 1_000;
const longestLine = 500;
const mostLines = 12;
const longestTitle = 250;

/** Ours of an incident, as the body of its ticket says it; nobody's text can write it, for theirs is escaped. */
export function incidentMark(keyId: string): string {
  return `<!-- mayday:incident=${keyId} -->`;
}

/** Says that an entry is told. */
export function entryMark(entryId: string): string {
  return `<!-- mayday:entry=${entryId} -->`;
}

/** `INC-7K3FQ2 P1 shop: the shop answers 503` */
export function title({ incident, label, system, summary, text: says }: Notice): string {
  const line = `${incident} ${label} ${system}: ${summary ?? says}`.replace(/\p{Cc}+/gu, ' ');
  return line.length > longestTitle ? `${line.slice(0, longestTitle - 1)}…` : line;
}

/** What a ticket says of its incident from the beginning. */
export function opening(notice: Notice): string {
  const { keyId, incident, label, system, title: named, openedAt, at } = notice;
  return [
    incidentMark(keyId),
    `**Severity** ${plain(label)} · **System** ${plain(named ?? system)} · **Opened** ${instant(openedAt ?? at)}`,
    '',
    `What is known now: \`mayday show ${incident}\`. Mayday writes here what happens, and closes this ticket when the incident has ended.`,
  ].join('\n');
}

/** What has happened, an item a notice with its time; what ends the incident says how long it was. */
export function happened(notices: readonly Notice[]): string {
  return notices.map(item).join('\n');
}

function item(notice: Notice): string {
  const { at, text: says, details, entryId } = notice;
  const lines = details.flatMap((line) => line.split('\n')).filter((line) => line.trim() !== '');
  const left = lines.length - mostLines;
  return [
    `- **${at.slice(11, 19)}** ${plain(says)} ${entryMark(entryId)}`,
    ...lines.slice(0, mostLines).map((line) => `  - ${plain(line, longestLine)}`),
    ...(left > 0 ? [`  - … and ${left} more lines`] : []),
    ...(isEnd(notice) ? summed(notice).map((line) => `  - ${line}`) : []),
  ].join('\n');
}

/** Whether it ends the incident. */
export function isEnd({ phase, kind }: Notice): boolean {
  return kind === 'resolved' || (kind === 'page' && ['resolved', 'cancelled', 'failed'].includes(phase));
}

function summed({ openedAt, at, label, acknowledgedBy, commander, impact }: Notice): string[] {
  return [
    ...(openedAt ? [`It lasted ${lasting(between(openedAt, at))}, at the end as ${plain(label)}`] : []),
    acknowledgedBy ? `Acknowledged by ${plain(acknowledgedBy)}` : 'Nobody acknowledged it',
    ...(commander ? [`Commander: ${plain(commander)}`] : []),
    `Impact: ${impact ? plain(impact) : 'not known yet'}`,
    'The post-mortem is in the archive of Mayday',
  ];
}

/** Anybody's words, which call nobody and name no other ticket. */
function plain(words: string, longest = longestText): string {
  const cut = words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
  return text(cut)
    .replace(/@(?=[\p{L}\p{N}])/gu, '@\u200b')
    .replace(/#(?=\d)/g, '#\u200b')
    .replace(/\bGH-(?=\d)/gi, '$&\u200b')
    .replaceAll('://', ':\u200b//');
}

/** `2026-01-31 03:12 UTC` */
function instant(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
