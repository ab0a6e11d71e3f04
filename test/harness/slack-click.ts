import { createHmac } from 'node:crypto';
import type { SlackMessage } from './slack.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

/** How a gateway answered an interaction. */
export interface Answered {
  status: number;
  body: string;
  ms: number;
}

export interface SignedRequest {
  body: string;
  headers: Record<string, string>;
}

/** People who click, as Slack tells a gateway of it. */
export interface Clicker {
  /** The interaction of a button that stands in a message; without it a button of a message long gone. */
  blockActions(message: SlackMessage, action: string, user: string, change?: Json): Json;
  /** The interaction of a modal that was submitted. */
  submission(opened: { view: Json; user: string; id: string }, values: Record<string, string>): Json;
  sign(payload: Json, at?: number): SignedRequest;
  send(gatewayUrl: string, payload: Json, headers?: Record<string, string>): Promise<Answered>;
  /** Clicks a button of a message. */
  click(gatewayUrl: string, message: SlackMessage, action: string, user: string): Promise<Answered>;
}

export interface ClickerParts {
  signingSecret: string;
  team: string;
  trigger(user: string, goodFor?: number): string;
}

export function clicker({ signingSecret, team, trigger }: ClickerParts): Clicker {
  let clicks = 0;

  const common = (type: string, user: string) => ({
    type,
    user: { id: user, username: 'somebody', name: 'somebody', team_id: team },
    api_app_id: 'A000000001',
    token: 'deprecated-verification-token',
    team: { id: team, domain: 'demo' },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: trigger(user),
  });

  function blockActions(message: SlackMessage, action: string, user: string, change: Json = {}): Json {
    const button = message.blocks
      .flatMap(({ elements = [], block_id }) => elements.map((element: Json) => ({ ...element, block_id })))
      .find(({ action_id }: Json) => action_id === action);
    if (!button) throw new Error(`the message has no button ${action}: ${JSON.stringify(message.blocks)}`);
    clicks += 1;
    const { ts, channel, thread_ts } = message;
    return {
      ...common('block_actions', user),
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false, thread_ts },
      channel: { id: channel, name: 'incidents' },
      message: { type: 'message', ts, thread_ts, text: message.text, blocks: message.blocks },
      state: { values: {} },
      response_url: `https://hooks.slack.example/actions/${team}/canary-response-url`,
      actions: [
        { ...button, action_ts: `${Math.floor(Date.now() / 1_000)}.${String(clicks).padStart(6, '0')}` },
      ],
      ...change,
    };
  }

  function sign(payload: Json, at = Date.now()): SignedRequest {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = `${Math.floor(at / 1_000)}`;
    const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    return {
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${digest}`,
      },
    };
  }

  async function send(
    gatewayUrl: string,
    payload: Json,
    more: Record<string, string> = {},
  ): Promise<Answered> {
    const { body, headers } = sign(payload);
    const started = performance.now();
    const response = await fetch(`${gatewayUrl}/slack/interactions`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body,
    });
    const text = await response.text();
    return { status: response.status, body: text, ms: performance.now() - started };
  }

  return {
    blockActions,
    submission({ view, user, id }, values) {
      const state = Object.fromEntries(
        view.blocks
          .filter(({ type }: Json) => type === 'input')
          .map(({ block_id, element }: Json) => [
            block_id,
            { [element.action_id]: { type: element.type, value: values[block_id] ?? null } },
          ]),
      );
      return {
        ...common('view_submission', user),
        view: { id, ...view, state: { values: state }, hash: '1.abc', app_id: 'A000000001' },
        response_urls: [],
      };
    },
    sign,
    send,
    click: (gatewayUrl, message, action, user) => send(gatewayUrl, blockActions(message, action, user)),
  };
}
