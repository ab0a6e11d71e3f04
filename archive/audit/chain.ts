import { contentHash, linkOf, type Seal } from '../../workflows/contract/audit.ts';
import { hashOf } from '../../workflows/contract/keys.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import { type Clock, entryName, type Fault } from './faults.ts';

export interface Chain {
  keyId: string;
  timeline: readonly TimelineEntry[];
  seal?: Seal;
}

const altered = 'is not what was written';

/** How many entries at the beginning are from before entries were chained. */
export function unchained(timeline: readonly TimelineEntry[]): number {
  const first = timeline.findIndex(({ chain }) => chain !== undefined);
  return first < 0 ? timeline.length : first;
}

/**
 * Every entry that does not follow from the ones before it: altered, moved, repeated, or with a gap before it. Then
 * whether the seal counts as many, and the same end. It takes nobody's word for the links but the seal's.
 */
export function chainFaults(chain: Chain, clock: Clock): Fault[] {
  const { timeline, keyId, seal } = chain;
  const faults: Fault[] = [];
  const start = unchained(timeline);
  const contents = timeline.map((entry, i) => contentOf(entry, i, seal));
  const links = [keyId, ...timeline.slice(start).flatMap((entry) => entry.chain ?? [])];
  let before = keyId;
  let asComputed = keyId;
  for (const [i, entry] of timeline.entries()) {
    if (i < start) continue;
    const content = contents[i] ?? '';
    const fits = (previous: string) => entry.chain === linkOf(previous, entry, content);
    const wrong = maskedDiffers(entry, i, seal)
      ? altered
      : fits(before) || fits(asComputed)
        ? undefined
        : diagnosis(chain, i, links, fits);
    if (wrong) faults.push({ entry: i + 1, says: `${entryName(timeline, i, clock)} ${wrong}` });
    asComputed = linkOf(before, entry, content);
    before = entry.chain ?? asComputed;
  }
  return [...faults, ...endFaults(chain, faults)];
}

function diagnosis(
  { timeline, seal }: Chain,
  index: number,
  links: readonly string[],
  fits: (previous: string) => boolean,
): string {
  const entry = timeline[index];
  const twin = timeline.findIndex(({ id }) => id === entry?.id);
  if (twin < index) return `is entry ${twin + 1} once more: it was written once`;
  const gaps = timeline.length - (links.length - 1);
  const follows = links.findIndex(fits);
  if (follows === 0) return 'is not in its place: it was written first of all';
  if (follows > 0) return `is not in its place: it was written right after entry ${follows + gaps}`;
  const wholeInItself = typeof entry?.id === 'string' && entry.id.startsWith(nameOf(entry.fact));
  if (wholeInItself && seal && seal.entries > timeline.length)
    return 'does not follow the one before it: what stood between them was taken out';
  return altered;
}

function endFaults({ timeline, seal }: Chain, inside: readonly Fault[]): Fault[] {
  if (!seal) return [];
  const [is, was] = [timeline.length, seal.entries];
  if (is < was) {
    const where = inside.length > 0 ? '' : 'the last ';
    const gone = was - is;
    return [{ says: `${where}${gone} of ${was} sealed entries ${gone === 1 ? 'is' : 'are'} gone` }];
  }
  if (is > was) {
    const more = is - was;
    return [
      {
        says: `${more} ${more === 1 ? 'entry is' : 'entries are'} there that the seal does not count: it has ${was}`,
      },
    ];
  }
  if (inside.length === 0 && (timeline.at(-1)?.chain ?? '') !== seal.chain)
    return [
      { says: 'the entries fit each other, but not the seal: they were written anew, or the seal was' },
    ];
  return [];
}

function contentOf({ fact }: TimelineEntry, index: number, seal: Seal | undefined): string {
  return seal?.masked.find(({ entry }) => entry === index + 1)?.was ?? contentHash(fact);
}

function maskedDiffers({ fact }: TimelineEntry, index: number, seal: Seal | undefined): boolean {
  const masked = seal?.masked.find(({ entry }) => entry === index + 1);
  return masked !== undefined && masked.kept !== contentHash(fact);
}

/** What an entry of this content is called, as far as its name does not depend on what is carried along. */
function nameOf(fact: TimelineEntry['fact']): string {
  const { checkpoint: _, ...said } = fact as { checkpoint?: unknown };
  return hashOf(said).slice(0, 12);
}
