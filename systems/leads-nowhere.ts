import { didYouMean, oneOf } from './nearest.ts';
import { member, members } from './places.ts';

type Described = (section: string, kinds: readonly string[] | undefined) => Section;

/** What a section describes that may be named, and what is said of a name that is not among it. */
interface Section {
  names: ReadonlySet<string>;
  missing(name: string): string;
}

/** Of more misses nobody reads what was meant, and to find it takes long. */
const mostMeant = 100;

/** What the sections of a file describe, of some kinds or all; looks at each once. */
export function namesIn(file: unknown): Described {
  const known = new Map<string, Section>();
  let misses = 0;
  return (section, kinds) => {
    const which = `${section} ${kinds?.join(' ') ?? ''}`;
    const before = known.get(which);
    if (before) return before;
    const fitting = Object.entries(members(member(file, section)))
      .filter(([, thing]) => kinds === undefined || kinds.includes(String(member(thing, 'kind'))))
      .map(([name]) => name);
    const what = `a name under "${section}"${kinds === undefined ? '' : ` of kind ${oneOf(kinds)}`}`;
    const choices = fitting.length > 0 ? ` (${oneOf(fitting)})` : ', which has none';
    const made = {
      names: new Set(fitting),
      missing(name: string) {
        misses += 1;
        const says = `found ${JSON.stringify(name)}, expected ${what}`;
        return misses > mostMeant ? says : `${says}${choices}${didYouMean(name, fitting)}`;
      },
    };
    known.set(which, made);
    return made;
  };
}

/** What is wrong with a name that is to be found under `section`, if anything is. */
export function leadsNowhere(
  described: Described,
  section: string,
  name: unknown,
  kinds: readonly string[] | undefined,
): string | undefined {
  if (typeof name !== 'string') return undefined;
  const { names, missing } = described(section, kinds);
  return names.has(name) ? undefined : missing(name);
}
