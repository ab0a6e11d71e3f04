import type { Logger } from 'pino';
import { Counter, Registry } from 'prom-client';
import type { Hear } from '../codec/encryption-codec.ts';

/** For the worker's page of metrics. */
export const unreadableMetrics = new Registry();

const unreadable = new Counter({
  name: 'mayday_unreadable_payloads_total',
  help: 'Encrypted payloads that could not be read, by why',
  labelNames: ['because'],
  registers: [unreadableMetrics],
});

/** Logs and counts what comes encrypted and cannot be read; of the payload itself nothing is said. */
export function tellUnreadable(log: Logger): Hear {
  return ({ because, message }, where) => {
    unreadable.inc({ because });
    log.error({ because, workflow: where?.workflowId }, `a payload cannot be read: ${message}`);
  };
}
