import { privateKeyPem, publicKeys, secretList, text, url } from './schemas.ts';
import { settings } from './setting.ts';

/** Slack, and the key with which the gateway vouches for who decided there and on the board. */
export const slack = settings({
  MAYDAY_SLACK_TOKEN: {
    readBy: ['worker', 'gateway'],
    kind: 'secret',
    schema: text.optional(),
    what: "the bot's token; the gateway opens forms with it, and reads the head of a thread",
    docs: 'slack.md',
  },
  MAYDAY_SLACK_CHANNEL: {
    readBy: ['worker'],
    kind: 'text',
    schema: text
      .regex(
        /^[CG][A-Z0-9]{5,20}$/,
        'write the id of the channel, like C024BE7LR, as the last line of its details in Slack shows it',
      )
      .optional(),
    what: 'id of the channel for systems whose file names none',
    docs: 'slack.md',
  },
  MAYDAY_SLACK_SIGNING_SECRET: {
    readBy: ['gateway'],
    kind: 'secrets',
    schema: secretList(),
    what: 'what Slack signs its requests with; `NEW,OLD` while one replaces the other',
    docs: 'slack.md',
  },
  MAYDAY_SLACK_APP_TOKEN: {
    readBy: ['gateway'],
    kind: 'secret',
    schema: text
      .startsWith(
        'xapp-',
        'write an app-level token, which begins with xapp-: make one with the scope connections:write under Basic Information (docs/slack.md)',
      )
      .optional(),
    what: 'app-level token (`xapp-…`) for Socket Mode',
    docs: 'slack.md',
  },
  MAYDAY_SLACK_API_URL: {
    readBy: ['worker', 'gateway'],
    kind: 'URL',
    schema: url('http://127.0.0.1:9000/api/').optional(),
    otherwise: "Slack's own",
    what: "another address of Slack's web API, for tests",
  },
  MAYDAY_GATEWAY_KEY: {
    readBy: ['gateway'],
    kind: 'secret',
    schema: privateKeyPem.optional(),
    otherwise: 'decisions from Slack and the board are unverified',
    what: "the gateway's private key, PKCS#8 PEM: it vouches for who decided",
    docs: 'slack.md',
  },
  MAYDAY_GATEWAY_PUBLIC_KEY: {
    readBy: ['worker', 'CLI'],
    kind: 'public keys',
    mayHoldSecret: true,
    schema: publicKeys,
    what: 'its public half, for every worker, also those of other pools, and `mayday audit`; several with commas between, so that a new key can be known before it is used',
    docs: 'slack.md',
  },
});
