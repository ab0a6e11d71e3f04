import { z } from 'zod';
import { severities } from '../../workflows/contract/profile.ts';
import { choice, list, mapping, name, reference } from '../values.ts';
import { webUrl } from './targets.ts';

const keyExpected = `a \${NAME} that holds the integration key of a service`;

/** The service that wakes people, by the integration key of its "Events API V2". */
export const pagerDuty = mapping({
  routingKey: z.string({ error: keyExpected }).regex(reference, keyExpected),
  url: webUrl('the Events API of PagerDuty').optional(),
});

const recipientExpected = 'a mail address, or a role';

/** A name without an @ is a role. */
export const recipient = z
  .string({ error: recipientExpected })
  .refine((given) => z.union([name, z.email()]).safeParse(given).success, recipientExpected);

/** Who gets mail, and of which incidents. */
export const mail = mapping({
  to: list(recipient).min(1, 'at least one address or role'),
  severities: list(choice(severities)).min(1, 'at least one severity').optional(),
});
