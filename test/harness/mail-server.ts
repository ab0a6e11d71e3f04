import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail that the server took. */
export interface Taken {
  to: string[];
  /** As it came, header and body. */
  raw: string;
}

export const mailUser = { user: 'mayday', password: 'canary-mail-password-0123' };

/** A real SMTP server on a free port, and what it is told to do wrong. */
export class MailServer {
  readonly taken: Taken[] = [];
  /** Addresses it does not take, with the code and words of its reply. */
  readonly refuses = new Map<string, [code: number, says: string]>();
  /** What it says to the next mails once it has them whole; they are not taken. */
  readonly after: [code: number, says: string][] = [];
  /** The next mail is taken, and the connection cut before that is said. */
  dropsAnswer = false;
  /** It was given credentials. */
  signedIn = false;
  /** Each connection that sent a mail was encrypted. */
  encrypted = true;
  private readonly server: SMTPServer;

  constructor(options: SMTPServerOptions = {}) {
    this.server = new SMTPServer({
      disabledCommands: options.key ? [] : ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
      ...options,
      onAuth: ({ username, password }, _session, done) => {
        if (username !== mailUser.user || password !== mailUser.password) {
          return done(reply(535, '5.7.8 authentication failed'));
        }
        this.signedIn = true;
        done(null, { user: username });
      },
      onRcptTo: ({ address }, _session, done) => {
        const refusal = this.refuses.get(address);
        done(refusal ? reply(...refusal) : null);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.encrypted &&= session.secure;
          const refusal = this.after.shift();
          if (refusal) return done(reply(...refusal));
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.taken.push({ to, raw: Buffer.concat(chunks).toString('utf8') });
          if (!this.dropsAnswer) return done(null);
          this.dropsAnswer = false;
          for (const connection of this.server.connections) connection.close();
        });
      },
    });
    // A client that hangs up is none of its troubles.
    this.server.on('error', () => {});
  }

  static async start(options?: SMTPServerOptions): Promise<MailServer> {
    const mail = new MailServer(options);
    mail.server.listen(0, '127.0.0.1');
    await once(mail.server.server, 'listening');
    return mail;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((stopped) => this.server.close(() => stopped()));
  }
}

/** A header of a mail, unfolded; undefined if it has none of that name. */
export function header({ raw }: Taken, name: string): string | undefined {
  const [head = ''] = raw.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const line = lines.find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim();
}

/** A mail with its lines as they were written. */
export function content({ raw }: Taken): string {
  return raw.replaceAll('=\r\n', '');
}

function reply(responseCode: number, says: string): Error {
  return Object.assign(new Error(says), { responseCode });
}
