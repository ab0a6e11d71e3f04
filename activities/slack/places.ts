import type { WebClient } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Directory } from './directory.ts';
import { type Threads, threadsOf } from './thread.ts';

const mostChannels = 200;

/** Where messages of incidents stand, as far as it is known. Throws like `Directory`. */
export interface Places {
  /** A channel that a file or a setting names; its incidents are threads. */
  shared(channel: string): Promise<Threads>;
  /** A channel that is one incident's. */
  own(id: string): Threads;
  /** What was known of an incident, or of where channels are, is not to be relied on. */
  forget(keyId: Notice['keyId']): void;
  forgetNames(): void;
}

export function placesOf(web: WebClient, directory: Directory): Places {
  const ids = new Map<string, Promise<string>>();
  const shared = new Map<string, Threads>();
  const owns = new Map<string, Threads>();

  function idOf(channel: string): Promise<string> {
    const known = ids.get(channel);
    if (known) return known;
    const asked = directory.idOf(channel);
    ids.set(channel, asked);
    asked.catch(() => ids.delete(channel));
    return asked;
  }

  return {
    async shared(channel) {
      const id = await idOf(channel);
      const threads = shared.get(id) ?? threadsOf(web, id);
      shared.set(id, threads);
      return threads;
    },
    own(id) {
      const threads = owns.get(id) ?? threadsOf(web, id, { alone: true });
      if (owns.size >= mostChannels) owns.clear();
      owns.set(id, threads);
      return threads;
    },
    forget(keyId) {
      for (const threads of [...shared.values(), ...owns.values()]) threads.forget(keyId);
    },
    forgetNames() {
      ids.clear();
    },
  };
}
