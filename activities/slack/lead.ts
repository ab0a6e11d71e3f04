import type { Notice } from '../../workflows/contract/notices.ts';
import { type About, aboutOf, headlineAbout, isNewer, showsSame, stateOf } from './about.ts';
import { headline } from './headline.ts';
import { keepUpToDate } from './tell.ts';
import type { Threads } from './thread.ts';

const mostShown = 1_000;

/** Leads people from the channel of the system to that of an incident. */
export interface Lead {
  /** A headline without buttons that says where the incident is; kept up to date. Throws the errors of Slack's client. */
  show(threads: Threads, notices: readonly Notice[], own: string): Promise<void>;
  forget(keyId: string): void;
}

export function lead(): Lead {
  /** What it shows, as far as this process knows; only what differs is looked up. */
  const shown = new Map<string, About>();

  return {
    async show(threads, notices, own) {
      const [first, ...others] = notices;
      if (!first) return;
      const latest = others.reduce((one, two) => (isNewer(aboutOf(two), aboutOf(one)) ? two : one), first);
      const newest = { ...latest, commander: undefined, clocks: [] };
      const opening = notices.find(({ kind }) => kind === 'headline');
      const wanted = headlineAbout(newest);
      const last = shown.get(first.keyId);
      if (last && !opening && (showsSame(wanted, last) || !isNewer(wanted, last))) return;
      const thread = await threads.read(first);
      if (thread) await keepUpToDate(threads, thread, newest, opening, { own });
      else {
        const about = { ...wanted, entry_id: opening?.entryId ?? '' };
        await threads.open(about, headline({ notice: { ...newest, ...stateOf(about) }, opening, own }));
      }
      if (shown.size >= mostShown) shown.clear();
      shown.set(first.keyId, thread?.headline.about ?? wanted);
    },
    forget(keyId) {
      shown.delete(keyId);
    },
  };
}
