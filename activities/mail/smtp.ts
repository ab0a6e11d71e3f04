import { createTransport } from 'nodemailer';

/** How mail is sent. */
export interface SmtpSettings {
  host: string;
  port?: number;
  /** TLS from the first byte; without it, as soon as the server offers it. */
  secure: boolean;
  /** Nothing is sent in the clear. */
  requireTls: boolean;
  user?: string;
  password?: string;
  /** Who it is from, e.g. `Mayday <mayday@example.com>`. */
  from: string;
  /** Certificates that are trusted beside the usual ones, PEM. */
  ca?: string;
}

/** A mail as it goes out. */
export interface Letter {
  to: string[];
  subject: string;
  text: string;
  html: string;
  /** Without angle brackets. */
  messageId: string;
  /** The message id of the thread it belongs to. */
  thread?: string;
  urgent?: boolean;
  /** Nobody sees who else gets it. */
  hidden?: true;
}

/** Whom the server would not have, and with which code and words. */
export interface Rejected {
  address: string;
  code: number;
  says: string;
}

/** ms */
const patience = {
  connectionTimeout: 4_000,
  greetingTimeout: 4_000,
  dnsTimeout: 3_000,
  socketTimeout: 8_000,
};

function transportTo({ host, port, secure, requireTls, user, password, ca }: SmtpSettings) {
  return createTransport({
    host,
    ...(port ? { port } : {}),
    secure,
    requireTLS: requireTls && !secure,
    ...(user ? { auth: { user, pass: password ?? '' } } : {}),
    ...(ca ? { tls: { ca } } : {}),
    ...patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Connects and signs in as for a mail, and sends none. @throws the errors of nodemailer */
export async function greet(settings: SmtpSettings): Promise<void> {
  const transport = transportTo(settings);
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}

/**
 * Hands one mail to the server within so many ms, since one that says a byte now and then is never silent for long.
 * @throws the errors of nodemailer, also where every recipient is refused; `EABORT` where it takes longer
 */
export async function sendLetter(
  settings: SmtpSettings,
  { to, subject, text, html, messageId, thread, urgent, hidden }: Letter,
  within = 10_000,
): Promise<{ accepted: string[]; rejected: Rejected[] }> {
  const transport = transportTo(settings);
  const { from } = settings;
  try {
    const sent = await transport.sendMail({
      from,
      ...(hidden ? { to: 'undisclosed-recipients:;', bcc: to } : { to }),
      subject,
      text,
      html,
      messageId: `<${messageId}>`,
      ...(thread ? { inReplyTo: `<${thread}>`, references: [`<${thread}>`] } : {}),
      ...(urgent ? { priority: 'high' } : {}),
      signal: AbortSignal.timeout(within),
      // No holiday notice comes back.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    });
    const rejected = (sent.rejectedErrors ?? []).map((error) => ({
      address: String(error.recipient ?? ''),
      code: error.responseCode ?? 0,
      says: error.response ?? error.message,
    }));
    const accepted = to.filter((address) => !rejected.some((each) => each.address === address));
    return { accepted, rejected };
  } finally {
    transport.close();
  }
}
