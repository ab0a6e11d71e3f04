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
  submission(opened: OpenedView, values: Record<string, string>): Json;
  /** The interaction of a choice in a modal that hears of choices. */
  choice(opened: OpenedView, block: string, value: string): Json;
  /** A shortcut from anywhere, or of a message. */
  shortcut(callback: string, user: string, message?: SlackMessage): Json;
  /** The fields of `/incident …`. */
  command(text: string, user: string, change?: Record<string, string>): Record<string, string>;
  sign(payload: Json, at?: number): SignedRequest;
  signForm(form: Record<string, string>, at?: number): SignedRequest;
  send(gatewayUrl: string, payload: Json, headers?: Record<string, string>): Promise<Answered>;
  /** Sends `/incident …`. */
  say(gatewayUrl: string, form: Record<string, string>): Promise<Answered>;
  /** Clicks a button of a message. */
  click(gatewayUrl: string, message: SlackMessage, action: string, user: string): Promise<Answered>;
}

/** A modal that somebody sees. */
export interface OpenedView {
  view: Json;
  user: string;
  id: string;
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

  const sign = (payload: Json, at?: number) => signForm({ payload: JSON.stringify(payload) }, at);

  function signForm(form: Record<string, string>, at = Date.now()): SignedRequest {
    const body = new URLSearchParams(form).toString();
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
    return await post(`${gatewayUrl}/slack/interactions`, sign(payload), more);
  }

  async function post(
    url: string,
    { body, headers }: SignedRequest,
    more: Record<string, string> = {},
  ): Promise<Answered> {
    const started = performance.now();
    const response = await fetch(url, { method: 'POST', headers: { ...headers, ...more }, body });
    const text = await response.text();
    return { status: response.status, body: text, ms: performance.now() - started };
  }

  return {
    blockActions,
    submission({ view, user, id }, values) {
      return {
        ...common('view_submission', user),
        view: { id, ...view, state: stateOf(view, values), app_id: 'A000000001' },
        response_urls: [],
      };
    },
    choice({ view, user, id }, block, value) {
      clicks += 1;
      const { element } = view.blocks.find(({ block_id }: Json) => block_id === block);
      const action_ts = `${Math.floor(Date.now() / 1_000)}.${String(clicks).padStart(6, '0')}`;
      const selected_option = optionOf(element, value);
      return {
        ...common('block_actions', user),
        container: { type: 'view', view_id: id },
        view: { id, ...view, state: stateOf(view, { [block]: value }), app_id: 'A000000001' },
        actions: [
          {
            type: 'static_select',
            block_id: block,
            action_id: element.action_id,
            selected_option,
            action_ts,
          },
        ],
      };
    },
    shortcut(callback, user, message) {
      clicks += 1;
      const action_ts = `${Math.floor(Date.now() / 1_000)}.${String(clicks).padStart(6, '0')}`;
      if (!message) return { ...common('shortcut', user), callback_id: callback, action_ts };
      const { ts, channel, thread_ts, text, blocks } = message;
      return {
        ...common('message_action', user),
        callback_id: callback,
        action_ts,
        message_ts: ts,
        channel: { id: channel, name: 'incidents' },
        message: { type: 'message', ts, thread_ts, text, blocks },
        response_url: `https://hooks.slack.example/app/${team}/canary-response-url`,
      };
    },
    command: (text, user, change = {}) => ({
      token: 'deprecated-verification-token',
      team_id: team,
      team_domain: 'demo',
      channel_id: 'CINCIDENTS',
      channel_name: 'incidents',
      user_id: user,
      user_name: 'somebody',
      command: '/incident',
      text,
      api_app_id: 'A000000001',
      is_enterprise_install: 'false',
      response_url: `https://hooks.slack.example/commands/${team}/canary-response-url`,
      trigger_id: trigger(user),
      ...change,
    }),
    say: (gatewayUrl, form) => post(`${gatewayUrl}/slack/commands`, signForm(form)),
    signForm,
    sign,
    send,
    click: (gatewayUrl, message, action, user) => send(gatewayUrl, blockActions(message, action, user)),
  };
}

/** What a form holds: what somebody put in, else what it began with. */
function stateOf(view: Json, values: Record<string, string>): Json {
  const inputs = view.blocks.filter(({ type }: Json) => type === 'input');
  const entries = inputs.map(({ block_id, element }: Json) => {
    const given = values[block_id];
    const { type, action_id } = element;
    if (type === 'static_select') {
      const selected_option =
        given === undefined ? (element.initial_option ?? null) : optionOf(element, given);
      return [block_id, { [action_id]: { type, selected_option } }];
    }
    return [block_id, { [action_id]: { type, value: given ?? element.initial_value ?? null } }];
  });
  return { values: Object.fromEntries(entries) };
}

function optionOf({ options }: Json, value: string): Json {
  // People can choose what is there; a test may send what is not.
  return options.find((option: Json) => option.value === value) ?? { value };
}
