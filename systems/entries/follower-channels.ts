import { z } from 'zod';
import { webhookTopics } from '../../workflows/contract/followers.ts';
import { severities } from '../../workflows/contract/profile.ts';
import { choice, list, mapping, name, reference, text } from '../values.ts';
import { recipient } from './paging-channels.ts';
import { webUrl } from './targets.ts';

const held = (what: string) =>
  z.string({ error: `a \${NAME} that holds ${what}` }).regex(reference, `a \${NAME} that holds ${what}`);

/** The workflow of Microsoft Teams that posts what it is sent. */
export const teams = mapping({ url: held('the address of the workflow') });

const owned = /^(https?:\/\/[^/\s]+\/)?[\w.-]+\/[\w.-]+$/;

/** A ticket an incident: issues of a repository at GitHub, or files in a folder of the archive. */
export const tickets = z.union(
  [
    mapping({
      repository: text.regex(owned, 'owner/name, or the address of a repository at a GitHub of your own'),
      bearer: held('a token that may write issues'),
      label: text.max(50, 'at most 50 characters').optional(),
    }),
    mapping({ folder: name }),
  ],
  { error: 'a "repository" with its "bearer", or a "folder"' },
);

/** Those whom an incident concerns and who do not work on it. */
export const stakeholderChannels = mapping({
  slack: text.optional(),
  mail: list(recipient).min(1, 'at least one address or role').optional(),
  severities: list(choice(severities)).min(1, 'at least one severity').optional(),
}).refine(({ slack, mail }) => slack !== undefined || mail !== undefined, '"slack" or "mail"');

/** Programs that are told over HTTP. */
export const webhooks = list(
  mapping({
    id: name,
    url: webUrl('a webhook'),
    secret: held('the secret that signs what is sent'),
    about: list(choice(webhookTopics)).min(1, 'at least one').optional(),
  }),
)
  .max(10, 'at most 10')
  .superRefine((hooks, context) => {
    for (const [i, { id }] of hooks.entries()) {
      if (hooks.findIndex((other) => other.id === id) === i) continue;
      context.addIssue({ code: 'custom', path: [i, 'id'], message: 'an id of its own' });
    }
  });
