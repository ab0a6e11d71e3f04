import type { Notice } from '../../workflows/contract/notices.ts';
import type { Letter } from './smtp.ts';

const longest = { subject: 150, line: 1_000, lines: 200 };

/** A notice as a mail of its incident's thread; `domain` is that of the sender. */
export function letterOf(notice: Notice, to: string[], domain: string): Letter {
  const { kind, keyId, entryId, incident, label, system, phase, text, insteadOf } = notice;
  const thread = idOf([keyId], domain);
  const opens = kind === 'headline';
  const urgent = kind === 'page' || kind === 'ask';
  // One subject per incident: some mail programs know a thread by nothing else.
  const subject = urgent
    ? `${kind === 'page' ? 'PAGE' : 'DECISION WANTED'} ${incident} (${system}): ${text}`
    : `Incident ${incident} (${system})`;
  const head = [`${incident} · ${label} · ${system} · ${phase}`, text].map(line);
  const below = [
    ...(insteadOf ? [`By mail, because ${insteadOf} cannot be reached.`] : []),
    `${kind === 'page' ? `Acknowledge: mayday ack ${incident}. ` : ''}Look: mayday show ${incident}`,
  ];
  const lines = notice.details.flatMap((detail) => detail.split('\n')).map(line);
  const left = lines.length - longest.lines;
  const shown = [...lines.slice(0, longest.lines), ...(left > 0 ? [`… and ${left} more lines`] : [])];
  return {
    to,
    subject: line(subject).slice(0, longest.subject).toWellFormed(),
    text: [...head, ...(shown.length > 0 ? ['', ...shown] : []), '', ...below].join('\n'),
    html: htmlOf(head, shown, below),
    messageId: opens ? thread : idOf([entryId, keyId], domain),
    ...(opens ? {} : { thread }),
    ...(urgent ? { urgent } : {}),
  };
}

/** The same for the same entry, so that a mail which comes twice can be known by it. */
function idOf(parts: string[], domain: string): string {
  return `mayday.${parts.map((part) => part.replace(/[^A-Za-z0-9-]/g, '_')).join('.')}@${domain}`;
}

function htmlOf([where = '', text = '']: string[], details: string[], below: string[]): string {
  const pre =
    details.length > 0 ? `<pre style="white-space:pre-wrap">${escaped(details.join('\n'))}</pre>` : '';
  return `<p><small>${escaped(where)}</small><br><b>${escaped(text)}</b></p>${pre}<p><small>${below.map(escaped).join('<br>')}</small></p>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function line(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .slice(0, longest.line)
    .toWellFormed();
}
