import { z } from 'zod';
import { type KeyRing, readKeyRing } from '../codec/key-ring.ts';
import { settings } from './setting.ts';

/** How the payloads that Temporal keeps are encrypted. */
export const encryption = settings({
  MAYDAY_ENCRYPTION_KEYS: {
    readBy: ['worker', 'gateway', 'CLI', 'codec server'],
    kind: 'secret',
    schema: z.string().optional().transform(keyRing),
    otherwise: 'payloads are plain',
    what: 'keys of the payloads, `id:key` with commas between: the first encrypts, all decrypt; `mayday keygen --encryption` prints one',
  },
});

function keyRing(given: string | undefined, context: z.RefinementCtx<string | undefined>): KeyRing {
  try {
    return readKeyRing(given);
  } catch (error) {
    const { message } = error as Error;
    context.addIssue(
      message.replace(/^MAYDAY_ENCRYPTION_KEYS, /, '').replace(/^MAYDAY_ENCRYPTION_KEYS /, 'it '),
    );
    return z.NEVER;
  }
}
