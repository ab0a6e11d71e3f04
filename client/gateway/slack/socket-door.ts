import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, LogLevel, SocketModeClient } from '@slack/socket-mode';
import { type SlackAnswer, type SlackDesk, type SlackDeskParts, slackDesk } from './desk.ts';

/** What Slack sends over the socket, of the kinds that Mayday answers. */
interface Envelope {
  ack(body?: Record<string, unknown>): Promise<void>;
  type: string;
  body: Record<string, unknown>;
  accepts_response_payload?: boolean;
  retry_num?: number;
}

export interface SocketDoor {
  /** Resolves when nothing more is taken. */
  stop(): Promise<void>;
}

/** ms; a connection that ends sooner is no reason to come again at once. */
const brief = 5_000;
/** ms between two tries to connect: the first and the longest. */
const [shortest, longest] = [500, 30_000];
/** ms for Slack to say where to connect. */
const openDeadline = 10_000;
/** ms from a first try to Slack's hello. */
const helloDeadline = 20_000;

/**
 * The door for networks that Slack cannot reach: a connection that the gateway opens and keeps. An envelope is
 * acknowledged once what it says is on record or its form is open; until then Slack sends it again, and it counts once.
 */
export function slackSocket(parts: SlackDeskParts & { settings: { appToken: string } }): SocketDoor {
  const { settings, log } = parts;
  const desk = slackDesk(parts);
  const ending = new AbortController();
  let client: SocketModeClient | undefined;

  // A client of its own for each connection: its reconnecting leaves rejections that nobody handles.
  async function connectOnce(): Promise<void> {
    const connected = new SocketModeClient({
      appToken: settings.appToken,
      autoReconnectEnabled: false,
      logger: silent,
      clientOptions: {
        ...(settings.apiUrl ? { slackApiUrl: settings.apiUrl } : {}),
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        timeout: openDeadline,
      },
    });
    client = connected;
    connected.on('slack_event', (envelope: Envelope) => void take(desk, envelope, log));
    const over = new Promise<void>((resolve) => connected.once('disconnected', () => resolve()));
    const unheard = setTimeout(() => void connected.disconnect(), helloDeadline);
    try {
      await connected.start();
    } finally {
      clearTimeout(unheard);
    }
    if (ending.signal.aborted) await connected.disconnect();
    log.info('connected to Slack by Socket Mode');
    await over;
  }

  async function stayConnected(): Promise<void> {
    let failures = 0;
    while (!ending.signal.aborted) {
      const began = Date.now();
      try {
        await connectOnce();
        failures = Date.now() - began < brief ? failures + 1 : 0;
      } catch (error) {
        failures += 1;
        const because = error instanceof Error ? error.message : 'the connection was closed';
        log.error({ because, failures }, 'no connection to Slack by Socket Mode');
      }
      const wait = failures === 0 ? 0 : Math.min(longest, shortest * 2 ** (failures - 1));
      await sleep(wait, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }

  const running = stayConnected();
  return {
    async stop() {
      ending.abort();
      await client?.disconnect();
      await running;
    },
  };
}

async function take(desk: SlackDesk, envelope: Envelope, log: SlackDeskParts['log']): Promise<void> {
  const { type, body, accepts_response_payload: takesAnswer, retry_num: retry } = envelope;
  try {
    const { status, body: shown }: SlackAnswer =
      type === 'interactive'
        ? await desk.interaction(body)
        : type === 'slash_commands'
          ? await desk.command(body)
          : { status: 200 };
    log.debug({ type, status, retry }, 'an envelope of Slack');
    // What is malformed gets no better by being sent again.
    if (status >= 500) return;
    await envelope.ack(status === 200 && shown && takesAnswer ? { ...shown } : {});
  } catch (error) {
    log.error({ type, because: (error as Error).message }, 'an envelope of Slack is not acknowledged');
  }
}

/** Its lines would hold whole envelopes, and with them triggers and addresses to answer at. */
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
