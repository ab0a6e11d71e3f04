import { z } from 'zod';
import { port, secretList, text } from './schemas.ts';
import { settings } from './setting.ts';

/** Where the gateway listens, and who may send it alerts. */
export const gateway = settings({
  MAYDAY_GATEWAY_HOST: {
    readBy: ['gateway'],
    kind: 'text',
    schema: text.default('127.0.0.1'),
    otherwise: '`127.0.0.1`',
    what: 'the address that it listens at; `0.0.0.0` = all of the machine',
  },
  MAYDAY_GATEWAY_PORT: {
    readBy: ['gateway'],
    kind: 'number',
    schema: port.prefault('8080'),
    otherwise: '`8080`',
    what: 'its port; 0 = any free one',
  },
  MAYDAY_HOOK_TOKEN: {
    readBy: ['gateway'],
    kind: 'secrets',
    schema: secretList(),
    what: 'the bearer token that senders show; `NEW,OLD` while one replaces the other',
    docs: 'hooks.md',
  },
  MAYDAY_HOOK_USER: {
    readBy: ['gateway'],
    kind: 'text',
    mayHoldSecret: true,
    schema: text
      .refine((user) => !user.includes(':'), 'write it without the colon, which basic auth cannot send')
      .optional(),
    what: 'or basic auth: its user',
  },
  MAYDAY_HOOK_PASSWORD: {
    readBy: ['gateway'],
    kind: 'secrets',
    schema: secretList(),
    what: 'and its password; may be `NEW,OLD`, too',
  },
  MAYDAY_HOOK_ALLOW_ANYONE: {
    readBy: ['gateway'],
    kind: 'choice',
    schema: z
      .enum(['0', '1'], 'write 1 to accept alerts from anybody, or leave it out')
      .prefault('0')
      .transform((given) => given === '1'),
    otherwise: '`0`',
    what: '`1` = no credentials, on a loopback address only',
  },
  MAYDAY_GRAFANA_SECRET: {
    readBy: ['gateway'],
    kind: 'secrets',
    schema: secretList(),
    what: 'what Grafana signs with; may be `NEW,OLD`',
    docs: 'hooks.md#grafana',
  },
  MAYDAY_GRAFANA_TIMESTAMP_HEADER: {
    readBy: ['gateway'],
    kind: 'text',
    schema: text
      .regex(/^[A-Za-z0-9-]+$/, "write what stands as timestamp header at Grafana's contact point")
      .optional(),
    what: 'the header of its time, where it signs that, too',
    docs: 'hooks.md#grafana',
  },
  MAYDAY_SENTRY_SECRET: {
    readBy: ['gateway'],
    kind: 'secrets',
    schema: secretList(),
    what: 'the client secret of the integration in Sentry; may be `NEW,OLD`',
    docs: 'hooks.md#sentry',
  },
});
