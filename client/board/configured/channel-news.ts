import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import type { BoardParts } from '../parts.ts';
import { mayRead } from '../rights.ts';
import type { SessionData } from '../visitor.ts';

/** The last word of an incident on a channel. */
export interface ChannelNews {
  state: 'away' | 'back' | 'not configured';
  says: string;
  /** RFC 3339 */
  at: string;
  incident: string;
}

/** What the open incidents of a system say. */
export interface Heard {
  /** How many answered. */
  asked: number;
  /** By the channel's name. */
  news: Map<string, ChannelNews>;
}

/** Open incidents that are asked, newest first: the others say the same. */
const mostAsked = 10;

/** By system; undefined where Temporal does not answer. */
export async function channelNews(
  parts: BoardParts,
  visitor: SessionData,
): Promise<Map<string, Heard> | undefined> {
  try {
    const { incidents } = await parts.reader.open();
    const open = incidents
      .filter((incident) => mayRead(parts, visitor, incident))
      .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
      .slice(0, mostAsked);
    const readings = await Promise.all(open.map(({ incident }) => parts.reader.incident(incident)));
    const heard = new Map<string, Heard>();
    for (const { listed, followed } of readings) {
      if (!followed) continue;
      const { asked, news } = heard.get(listed.system) ?? { asked: 0, news: new Map() };
      const said = saidOf(followed.timeline, followed.view.incident);
      const later = [...said].filter(([name, { at }]) => at > (news.get(name)?.at ?? ''));
      heard.set(listed.system, { asked: asked + 1, news: new Map([...news, ...later]) });
    }
    return heard;
  } catch {
    return undefined;
  }
}

/** The last word on each channel. */
export function saidOf(
  timeline: readonly Pick<TimelineEntry, 'at' | 'fact'>[],
  incident: string,
): Map<string, ChannelNews> {
  const news = new Map<string, ChannelNews>();
  for (const { at, fact } of timeline) {
    if (fact.kind === 'channel away')
      news.set(fact.channel, { state: 'away', says: fact.because, at, incident });
    if (fact.kind === 'channel back')
      news.set(fact.channel, { state: 'back', says: 'and has heard everything', at, incident });
    if (fact.kind !== 'not configured') continue;
    for (const text of fact.channels) {
      const [, name = text, what = ''] = /^(.*?) \((.*)\)$/s.exec(text) ?? [];
      news.set(name, { state: 'not configured', says: what, at, incident });
    }
  }
  return news;
}
