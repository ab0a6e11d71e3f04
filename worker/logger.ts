import type { Logger as TemporalLogger } from '@temporalio/worker';
import { type Logger, pino, stdSerializers } from 'pino';
import type { Secrets } from '../settings/secrets.ts';
import { whatItIsAbout } from '../telemetry/about.ts';

const secretFields = ['password', 'passwd', 'token', 'secret', 'apiKey', 'authorization', 'cookie'];
const coreSilence = 30_000;

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
      mixin: whatItIsAbout,
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
export function temporalLogger(log: Logger, now: () => number = Date.now): TemporalLogger {
  const saidAt = new Map<unknown, number>();

  // While Temporal is away core repeats itself several times a second, on every queue.
  function repeats(meta: Record<string, unknown>): boolean {
    if (meta.sdkComponent !== 'core') return false;
    const last = saidAt.get(meta.target) ?? -Infinity;
    if (now() - last < coreSilence) return true;
    saidAt.set(meta.target, now());
    return false;
  }

  const write: TemporalLogger['log'] = (level, message, meta = {}) => {
    // The SDK tells every change of a worker's state; "worker ready" and "worker stops" say it for people.
    const chatter = (level === 'INFO' && meta.sdkComponent === 'worker') || repeats(meta);
    const method = chatter ? 'debug' : (level.toLowerCase() as Lowercase<typeof level>);
    log[method](meta, message);
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
