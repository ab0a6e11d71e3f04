import { ApplicationFailure } from '@temporalio/common';
import type { Catalogue } from '../../systems/catalogue.ts';
import { addressesOf } from '../../systems/mail.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { MailChannel } from '../../workflows/contract/mail.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Channel } from '../dependencies.ts';
import { memory } from '../notify/memory.ts';
import { mailFailure, rejection, tooSlow } from './failures.ts';
import { letterOf } from './letter.ts';
import { greet, type SmtpSettings, sendLetter } from './smtp.ts';

export interface MailChannelParts {
  smtp: SmtpSettings;
  to: MailChannel['to'];
  catalogue: Pick<Catalogue, 'file' | 'people' | 'policy'>;
}

/** ms after which no other letter is begun: with the 10 s that one may take, less than the 20 s of the activity. */
const most = 9_000;

/**
 * The channel `mail`: a thread per incident to those who follow it, and what stands in for another channel to whom it is for.
 * A mail server cannot be asked what it has: where its answer was lost, the same mail (with the same Message-ID) goes out
 * again. Throws like `mailFailure`.
 */
export function mailChannel({ smtp, to, catalogue }: MailChannelParts): Channel {
  const sent = memory();
  const domain = /@([A-Za-z0-9.-]+)>?$/.exec(smtp.from)?.[1] ?? 'mayday.invalid';
  return {
    async say(...notices) {
      const begun = Date.now();
      for (const notice of notices) {
        if (Date.now() - begun > most) throw tooSlow();
        await send(notice);
      }
    },
    async tryOut() {
      await greet(smtp).catch((error: unknown) => {
        throw mailFailure(error);
      });
      return `${smtp.host} takes mail from ${smtp.from}`;
    },
  };

  async function send(notice: Notice): Promise<void> {
    const concerned = notice.insteadOf ? addresses(notice, catalogue) : [];
    const recipients = concerned.length > 0 ? concerned : to;
    if (recipients.length === 0) throw nobody(notice);
    const name = (address: string) => JSON.stringify([notice.keyId, notice.entryId, address]);
    const waiting = recipients.filter((address) => !sent.has(name(address)));
    if (waiting.length === 0) return;
    const letter = letterOf(notice, waiting, domain);
    const { accepted, rejected } = await sendLetter(smtp, letter).catch((error: unknown) => {
      throw mailFailure(error);
    });
    for (const address of accepted) sent.add(name(address));
    if (rejected.length > 0) throw rejection(rejected);
  }
}

/** Of those whom it names; of a question, those who may answer it. A broken file must not keep it back. */
function addresses(
  { kind, people, plan, system }: Notice,
  catalogue: MailChannelParts['catalogue'],
): string[] {
  try {
    const file = catalogue.file(system);
    if (kind !== 'ask' || people.length > 0) return addressesOf(file, people);
    const roles = catalogue.policy(system).approverRoles[plan?.risk ?? 'disruptive'];
    return addressesOf(file, roles);
  } catch {
    return [];
  }
}

function nobody({ people, kind, system }: Notice): ApplicationFailure {
  const whom =
    people.length > 0 ? people.join(', ') : kind === 'ask' ? 'who may approve it' : 'whom it is for';
  const says = `The file of ${system} has no mail address of ${whom}: give people an "email" there.`;
  return ApplicationFailure.nonRetryable(says, final.targetNotFound);
}
