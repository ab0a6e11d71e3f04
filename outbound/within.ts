import type { Dispatcher } from 'undici';
import { refuseHost } from './lookup.ts';
import { mayFollow } from './redirects.ts';
import { RedirectRefused } from './refusal.ts';

/** Sends to this place and, where that redirects, no farther than its own host. */
export function within(place: URL): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const to = URL.parse(String(options.origin ?? ''));
    if (to === null || (to.origin !== place.origin && !mayFollow(place, to)))
      throw new RedirectRefused(to?.origin ?? 'no URL');
    refuseHost(to.hostname);
    return dispatch(options, handler);
  };
}
