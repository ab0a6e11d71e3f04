import { setting } from './addresses.ts';

/** Nothing was sent: the address is one that Mayday asks nothing of, whoever names it. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';

  /** `address` = what the host is, or leads to; the same where the host is written so. */
  constructor(host: string, address: string) {
    const what =
      host === address
        ? `${host} is an address of the link or of a cloud's own service`
        : `${host} leads to ${address}, an address of the link or of a cloud's own service`;
    super(
      `${what}, and nothing is sent there: write the address of the system itself, or name this one in ${setting} if it is meant`,
    );
  }
}

/** Nothing was sent: it would have gone on to another host than the one that was asked. */
export class RedirectRefused extends Error {
  override readonly name = 'RedirectRefused';
  readonly code = 'REDIRECT_REFUSED';

  constructor(to: string) {
    super(
      `it redirects to another place (${to}), which is not followed: write that address, if it is the right one`,
    );
  }
}

/** What Mayday itself refused, somewhere in the causes of an error; a sentence without a stop. */
export function refusalIn(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 10; depth += 1) {
    if (cause instanceof AddressRefused || cause instanceof RedirectRefused) return cause.message;
    cause = cause.cause;
  }
  return undefined;
}
