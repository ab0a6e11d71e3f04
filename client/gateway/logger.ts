import { type Logger, pino } from 'pino';
import { whatItIsAbout } from '../../telemetry/about.ts';

const secretFields = ['authorization', 'password', 'token', 'secret', 'apiKey', 'cookie', 'headers'];

/** JSON lines on stderr without secrets: known field names are redacted, the given values masked wherever they stand. */
export function createLogger(
  level: string,
  secrets: string[],
  output: { write(line: string): unknown } = process.stderr,
): Logger {
  // A shorter one could be a word of any sentence; field names still keep it out.
  const masked = secrets.filter((secret) => secret.length >= 8);
  return pino(
    {
      level,
      base: { pid: process.pid },
      mixin: whatItIsAbout,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '***' },
    },
    { write: (line) => output.write(masked.reduce((text, secret) => text.replaceAll(secret, '***'), line)) },
  );
}
