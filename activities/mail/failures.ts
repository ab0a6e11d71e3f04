import { ApplicationFailure } from '@temporalio/common';
import { final, retryable } from '../../workflows/contract/failures.ts';
import type { Rejected } from './smtp.ts';

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
  command?: string;
}

/** The one translator of a mail server's errors. What it refuses for good is final, except our credentials: those a person can mend. */
export function mailFailure(thrown: unknown): ApplicationFailure {
  if (thrown instanceof ApplicationFailure) return thrown;
  const { code = '', responseCode = 0, response, message } = thrown as SmtpError;
  const said = short(response ?? message);
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return away(`the mail server refuses the user or password of MAYDAY_SMTP_URL (${said})`);
  }
  if (code === 'ETLS' || /certificate|self-signed/i.test(message)) {
    return away(
      `the mail server cannot be trusted (${said}); MAYDAY_SMTP_CA names certificates that are trusted, too`,
    );
  }
  if (responseCode >= 500 && responseCode !== 503) {
    return ApplicationFailure.nonRetryable(`The mail server refuses it: ${said}.`, final.invalidInput);
  }
  if (responseCode >= 400) return away(`the mail server asks to come back later (${said})`);
  if (code === 'EABORT') return tooSlow();
  return away(
    `the mail server cannot be reached (${short(message)}): see whether it runs, and host and port of MAYDAY_SMTP_URL`,
  );
}

/** It has heard of some of it, or of nothing yet. */
export function tooSlow(): ApplicationFailure {
  return away('the mail server did not take it in time: it is busy, or the network on the way is slow');
}

/** Some got it, these did not. */
export function rejection(rejected: readonly Rejected[]): ApplicationFailure {
  const says = rejected.map(({ address, says }) => `${address} (${short(says)})`).join(', ');
  if (rejected.some(({ code }) => code < 500))
    return away(`the mail server does not take it now for ${says}`);
  return ApplicationFailure.nonRetryable(`The mail server does not take it for ${says}.`, final.invalidInput);
}

function away(why: string): ApplicationFailure {
  const says = `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
  return ApplicationFailure.retryable(says, retryable.targetUnreachable);
}

function short(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}
