import type { FastifyBaseLogger } from 'fastify';
import { reachWithin } from '../../outbound/reach.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import { looksAfter, type Observer } from './metrics/observer.ts';

export interface DeadmanParts {
  /** What a watch outside wants to be asked. */
  url: string;
  observer: Observer;
  log: FastifyBaseLogger;
  /** ms between two signs of life; a minute. */
  every?: number;
}

export interface Deadman {
  stop(): void;
}

const deadline = 10_000;
const mostRedirects = 3;

/**
 * Gives a watch outside a sign of life, as long as alerts would be looked after: Temporal answers and the workflows have a
 * worker. Else it is silent, and the watch outside pages: Mayday cannot tell of its own end.
 */
export function startDeadman({ url, observer, log, every = 60_000 }: DeadmanParts): Deadman {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let was: 'alive' | 'silent' | 'unheard' | undefined;

  async function sign(): Promise<void> {
    if (!looksAfter(await observer.look())) return become('silent');
    if (stopped) return;
    try {
      const signal = AbortSignal.timeout(deadline);
      const answer = await reachWithin(new URL(url), { signal }, mostRedirects);
      if (answer === 'too many') return become('unheard', { because: 'it redirects without end' });
      const { ok, status, body } = answer.response;
      await body?.cancel();
      become(ok ? 'alive' : 'unheard', { status });
    } catch (error) {
      become('unheard', { because: refusalIn(error) ?? (error as Error).name });
    }
  }

  function become(now: NonNullable<typeof was>, about: object = {}): void {
    if (now === was) return;
    was = now;
    if (now === 'alive') log.info('signs of life go out');
    else if (now === 'silent')
      log.error('no sign of life goes out: Temporal does not answer, or no worker takes the workflows');
    else log.error(about, 'the watch outside does not take the sign of life');
  }

  const again = async () => {
    await sign().catch((error: Error) =>
      log.error({ because: error.message }, 'no sign of life could be given'),
    );
    if (!stopped) timer = setTimeout(() => void again(), every).unref();
  };
  void again();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
