import type { Logger as TemporalLogger } from '@temporalio/worker';
import { type Logger, pino, stdSerializers } from 'pino';
import type { Secrets } from './secrets.ts';

const secretFields = ['password', 'passwd', 'token', 'secret', 'apiKey', 'authorization', 'cookie'];

/** Where finished lines go. */
export interface Output {
  write(text: string): unknown;
}

/** JSON lines without secrets: known field names are redacted, known values masked wherever they stand. */
export function createLogger(level: string, secrets: Secrets, output: Output = process.stderr): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.err, error: stdSerializers.err },
      redact: {
        paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.headers.${field}`]),
        censor: '***',
      },
    },
    { write: (line) => output.write(secrets.mask(line)) },
  );
}

/** The same logger in the form the Temporal SDK writes to; core's own lines included. */
export function temporalLogger(log: Logger): TemporalLogger {
  const write: TemporalLogger['log'] = (level, message, meta) => {
    const method = level.toLowerCase() as Lowercase<typeof level>;
    log[method](meta ?? {}, message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}
