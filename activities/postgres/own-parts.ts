import type { Place } from './failures.ts';

/** A database that Mayday itself hangs on. */
export interface OwnPart {
  /** As an error shows it, without credentials. */
  says: string;
  /** `host:port` */
  server: string;
  /** Absent = every database of the server. */
  database?: string;
  user?: string;
}

const here = ['localhost', '127.0.0.1', '::1', '[::1]', '0.0.0.0'];

/** Reads `postgres://host:port/database`; undefined for what is none. */
export function readOwnPart(text: string): OwnPart | undefined {
  const url = URL.parse(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.hostname) return undefined;
  const port = url.port || '5432';
  const [database, user] = [decode(url.pathname.slice(1)), decode(url.username)];
  return {
    says: `${url.hostname}:${port}${database ? `/${database}` : ''}`,
    server: serverOf(`${url.hostname}:${port}`),
    ...(database ? { database } : {}),
    ...(user ? { user } : {}),
  };
}

/** What somebody wants to change: a database, or a role, which is of the whole server. */
export interface Change extends Pick<Place, 'server'> {
  /** What the target and its URL call it. */
  databases: readonly string[];
  role?: string;
  /** All of its databases. */
  whole?: true;
}

/** Why it must not be changed: it is one of Mayday's own. */
export function ownPartSentence(
  ownParts: readonly OwnPart[],
  { server, databases, role, whole }: Change,
): string | undefined {
  const own = ownParts.find(
    (part) =>
      part.server === serverOf(server) &&
      (whole ||
        part.database === undefined ||
        databases.includes(part.database) ||
        (role !== undefined && part.user === role)),
  );
  return own && `Mayday itself hangs on ${own.says} (MAYDAY_OWN_PARTS) and never changes it: do it by hand.`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `host:port`, in one spelling for this machine. */
function serverOf(server: string): string {
  const colon = server.lastIndexOf(':');
  const name = server.slice(0, colon).toLowerCase().replace(/\.$/, '');
  return `${here.includes(name) ? 'localhost' : name}${server.slice(colon)}`;
}
