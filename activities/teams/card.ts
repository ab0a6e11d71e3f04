import type { Notice } from '../../workflows/contract/notices.ts';

/** Of a message, bytes as JSON: what a Teams webhook takes is 28 KB. */
const mostBytes = 27_000;
/** Characters of one text, and lines below it, unless they do not fit. */
const longestText = 2_000;
const mostLines = 40;

const colours = { page: 'Attention', ask: 'Warning', resolved: 'Good' } as const;

/** Notices of one incident as one message: an Adaptive Card of plain runs, in which nobody's text is markup. */
export function message(notices: readonly Notice[]): string {
  for (let lines = mostLines; ; lines = Math.floor(lines / 2)) {
    const body = JSON.stringify(asMessage(notices, lines, lines > 0 ? longestText : 300));
    if (Buffer.byteLength(body) <= mostBytes || lines === 0) return body;
  }
}

function asMessage(notices: readonly Notice[], lines: number, longest: number) {
  const last = notices.at(-1);
  const merged = notices.length > 1;
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            ...(last ? [title(last)] : []),
            ...notices.flatMap((notice) => [
              run(`${merged ? `${notice.at.slice(11, 19)} ` : ''}${notice.text}`, longest, weightOf(notice)),
              ...below(notice, lines).map((line) => run(line, longest, { size: 'Small', isSubtle: true })),
            ]),
            ...(last ? [run(state(last), longest, { size: 'Small', isSubtle: true })] : []),
          ],
        },
      },
    ],
  };
}

function title({ incident, label, system, kind }: Notice) {
  const color = Object.hasOwn(colours, kind) ? { color: colours[kind as keyof typeof colours] } : {};
  return run(`${incident} · ${label} · ${system}`, longestText, {
    weight: 'Bolder',
    size: 'Medium',
    ...color,
  });
}

function weightOf({ kind }: Notice) {
  return kind === 'update' ? {} : { weight: 'Bolder' };
}

function below({ details, people, kind }: Notice, most: number): string[] {
  const whom = kind === 'page' && people.length > 0 ? [`For ${people.join(', ')}`] : [];
  const all = [...whom, ...details.flatMap((line) => line.split('\n'))];
  return all.length <= most ? all : [...all.slice(0, most), `… and ${all.length - most} more lines`];
}

function state({ phase, acknowledgedBy, incident }: Notice): string {
  const acknowledged = acknowledgedBy ? `acknowledged by ${acknowledgedBy}` : 'not acknowledged';
  return `${phase} · ${acknowledged} · mayday show ${incident}`;
}

function run(text: string, longest: number, style: Record<string, unknown> = {}) {
  const shown = text.replace(/\p{Cc}+/gu, ' ').trim() || '–';
  const cut = shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: cut, ...style }] };
}
