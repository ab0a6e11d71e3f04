import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import type { MailUsers } from '../../workflows/contract/tellings.ts';
import type { Action } from '../mitigations/action.ts';
import { NothingSent, tellOnce } from '../mitigations/tell-once.ts';
import { type SmtpSettings, sendLetter } from './smtp.ts';

const longest = 20_000;
/** ms, for all recipients; the activity has 60 s. */
const within = 50_000;
const neverSent = ['EAUTH', 'ENOAUTH', 'ETLS', 'EDNS', 'EENVELOPE'];

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

/** Mails people outside, none of whom sees the others. A mail that may have gone out is not sent again. */
export function mailUsers(settings: SmtpSettings | undefined): Action<MailUsers> {
  return tellOnce(({ target, subject }, message) => {
    if (message === '' || message.length > longest) {
      throw ApplicationFailure.nonRetryable(
        `The mail to users has ${message.length} characters: write 1 to ${longest}.`,
        final.changeRefused,
      );
    }
    const { recipients } = target;
    const [first, ...more] = recipients;
    return {
      shown: `${recipients.length} ${recipients.length === 1 ? 'address' : 'addresses'} of ${target.id}`,
      preview: [
        `To: ${first}${more.length > 0 ? ` and ${more.length} more` : ''}, none of whom sees the others`,
        `Subject: ${subject}`,
        ...message.split('\n'),
      ],
      send: () => send(settings, recipients, subject, message),
    };
  });
}

async function send(
  settings: SmtpSettings | undefined,
  to: string[],
  subject: string,
  text: string,
): Promise<string> {
  if (!settings)
    throw new NothingSent('This worker has no mail server: set MAYDAY_SMTP_URL and MAYDAY_MAIL_FROM.');
  const domain = /@([^\s>]+)>?$/.exec(settings.from)?.[1] ?? 'localhost';
  const messageId = `mayday.users.${Date.now()}@${domain}`;
  const html = `<pre style="white-space:pre-wrap">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`;
  try {
    const letter = { to, subject, text, html, messageId, hidden: true as const };
    const { accepted, rejected } = await sendLetter(settings, letter, within);
    const not = rejected.length > 0 ? `, not by ${rejected.map(({ address }) => address).join(', ')}` : '';
    return `the mail server took it for ${accepted.length} of ${to.length}${not}`;
  } catch (error) {
    const { code = '', responseCode = 0, message } = error as SmtpError;
    const says = message.replace(/\s+/g, ' ').slice(0, 200);
    // A connection that closes says not when: only what came surely before the text, or a refusal, is certain.
    const before = neverSent.includes(code) || /^connect |Connection timeout|Greeting never/.test(message);
    if (before || responseCode >= 400) throw new NothingSent(`The mail server: ${says}.`);
    throw new Error(`The mail server: ${says}.`);
  }
}
