import type { Notice } from '../../workflows/contract/notices.ts';
import type { Channel } from '../dependencies.ts';
import { mailFailure, rejection } from '../mail/failures.ts';
import { type SmtpSettings, sendLetter } from '../mail/smtp.ts';
import { memory } from '../notify/memory.ts';
import { plainWords } from './words.ts';

/** Stakeholders by mail: a thread an incident; of what piled up only the newest. Like the channel `mail` otherwise. */
export function stakeholdersByMail(smtp: SmtpSettings, to: readonly string[]): Channel {
  const sent = memory();
  const domain = /@([A-Za-z0-9.-]+)>?$/.exec(smtp.from)?.[1] ?? 'mayday.invalid';
  return {
    async say(...notices) {
      for (const [, ofIncident] of Map.groupBy(notices, ({ keyId }) => keyId)) {
        const newest = ofIncident.at(-1);
        if (newest) await send(newest);
      }
    },
  };

  async function send(notice: Notice): Promise<void> {
    const name = (address: string) => JSON.stringify([notice.keyId, notice.entryId, address]);
    const waiting = to.filter((address) => !sent.has(name(address)));
    if (waiting.length === 0) return;
    const { subject, lines } = plainWords(notice);
    const { accepted, rejected } = await sendLetter(smtp, {
      to: waiting,
      subject,
      text: lines.join('\n'),
      html: lines.map((line) => `<p>${escaped(line)}</p>`).join(''),
      messageId: idOf(notice.entryId, notice.keyId, domain),
      // Of no mail there is: it only holds the incident's mails together, whichever came first.
      thread: idOf('all', notice.keyId, domain),
    }).catch((error: unknown) => {
      throw mailFailure(error);
    });
    for (const address of accepted) sent.add(name(address));
    if (rejected.length > 0) throw rejection(rejected);
  }
}

function idOf(entryId: string, keyId: string, domain: string): string {
  return `mayday.stakeholders.${`${entryId}.${keyId}`.replace(/[^A-Za-z0-9.-]/g, '_')}@${domain}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
