import { lookup, Resolver } from 'node:dns/promises';

/** What name servers answered for one kind of address. */
export interface Answer {
  addresses: string[];
  /** Why there are none, after "the name"; null where there are. */
  trouble: string | null;
  /** What kind of trouble: only where somebody answered is the name itself to blame. */
  kind: 'fine' | 'no such name' | 'no address' | 'server' | 'no answer';
}

const patience = 2_000;
/** Over all name servers and tries. */
const longest = 5_000;

/** Asks for the IPv4 and IPv6 addresses of a name, by default the name servers of this host; never throws. */
export async function lookUp(
  name: string,
  servers?: readonly string[],
): Promise<{ a: Answer; aaaa: Answer }> {
  const resolver = new Resolver({ timeout: patience, tries: 2 });
  if (servers) resolver.setServers(servers);
  const late = setTimeout(() => resolver.cancel(), longest);
  try {
    const [a, aaaa] = await Promise.all([
      answerOf(() => resolver.resolve4(name)),
      answerOf(() => resolver.resolve6(name)),
    ]);
    return { a, aaaa };
  } finally {
    clearTimeout(late);
  }
}

/** Whether this host finds a name by itself, without DNS: a hosts file, or a search domain. */
export async function foundHere(name: string): Promise<string[]> {
  const late = new Promise<never[]>((resolve) => setTimeout(resolve, patience, []).unref());
  const found = lookup(name, { all: true }).then((all) => all.map(({ address }) => address));
  return await Promise.race([found.catch(() => []), late]);
}

async function answerOf(ask: () => Promise<string[]>): Promise<Answer> {
  try {
    return { addresses: (await ask()).toSorted(), trouble: null, kind: 'fine' };
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    return { addresses: [], ...troubleOf(code) };
  }
}

function troubleOf(code: string): Pick<Answer, 'trouble' | 'kind'> {
  switch (code) {
    case 'ENOTFOUND':
      return { kind: 'no such name', trouble: 'does not exist (NXDOMAIN)' };
    case 'ENODATA':
      return { kind: 'no address', trouble: 'exists, but has no such address' };
    case 'ESERVFAIL':
      return { kind: 'server', trouble: 'could not be looked up: its name servers failed (SERVFAIL)' };
    case 'EREFUSED':
      return { kind: 'server', trouble: 'could not be looked up: the name server refused (REFUSED)' };
    case 'ETIMEOUT':
    case 'ECANCELLED':
      return { kind: 'no answer', trouble: 'could not be looked up: the name server did not answer in time' };
    case 'ECONNREFUSED':
      return { kind: 'no answer', trouble: 'could not be looked up: no name server listens' };
    default:
      return { kind: 'no answer', trouble: `could not be looked up (${code})` };
  }
}
