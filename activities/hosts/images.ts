import type { HostTarget } from '../../workflows/contract/disks.ts';
import { type Answer, askEngine, unexpected } from './engine.ts';
import type { Machine } from './machine.ts';

/** An image that nothing names any more. */
export interface Image {
  /** `sha256:…` */
  id: string;
  /** RFC 3339 */
  created: string;
  /** Bytes; some may be shared with other images. */
  size: number;
  /** What it was called, where the engine knows. */
  was?: string;
}

interface ListedImage {
  Id: string;
  RepoTags?: string[] | null;
  Created: number;
  Size: number;
  /** Of Podman. */
  History?: string[] | null;
}

/** Images without a name that no container is made of, running or not, the largest first. */
export async function danglingImages(machine: Machine, host: HostTarget): Promise<Image[]> {
  const filters = encodeURIComponent(JSON.stringify({ dangling: ['true'] }));
  const [listed, used] = await Promise.all([
    wellAnswered(host, await askEngine(machine, host, `/images/json?filters=${filters}`)) as ListedImage[],
    imagesInUse(machine, host),
  ]);
  return listed
    .filter(({ Id, RepoTags }) => isUnnamed(RepoTags) && !used.has(Id))
    .map(({ Id: id, Created, Size: size, History }) => ({
      id,
      created: new Date(Created * 1_000).toISOString(),
      size,
      ...(History?.[0] ? { was: History[0] } : {}),
    }))
    .sort((a, b) => b.size - a.size || a.id.localeCompare(b.id));
}

/** The ids of the images that containers are made of, by container. */
export async function imagesInUse(machine: Machine, host: HostTarget): Promise<Map<string, string>> {
  const answer = await askEngine(machine, host, '/containers/json?all=true');
  const containers = wellAnswered(host, answer) as { ImageID: string; Names?: string[]; Id: string }[];
  return new Map(
    containers.map(({ ImageID, Names, Id }) => [ImageID, (Names?.[0] ?? Id.slice(0, 12)).replace(/^\//, '')]),
  );
}

/** The names of an image, or undefined where it is gone. */
export async function namesOf(machine: Machine, host: HostTarget, id: string): Promise<string[] | undefined> {
  const answer = await askEngine(machine, host, `/images/${encodeURIComponent(id)}/json`);
  if (answer.status === 404) return undefined;
  const { RepoTags } = wellAnswered(host, answer) as { RepoTags?: string[] | null };
  return isUnnamed(RepoTags) ? [] : (RepoTags ?? []);
}

/** Deletes an image by its id, and no other along with it; never by force. `kept` = the engine's reason. */
export async function deleteImage(
  machine: Machine,
  host: HostTarget,
  id: string,
): Promise<'deleted' | 'gone' | { kept: string }> {
  const place = `/images/${encodeURIComponent(id)}?force=false&noprune=true`;
  const answer = await askEngine(machine, host, place, 'DELETE');
  if (answer.status === 404) return 'gone';
  if (answer.status === 409) {
    const { message = 'it is in use' } = (answer.body ?? {}) as { message?: string };
    return { kept: message.replace(/\s+/g, ' ').slice(0, 200) };
  }
  wellAnswered(host, answer);
  return 'deleted';
}

/** The folder in which the engine keeps images. */
export async function imageStore(machine: Machine, host: HostTarget): Promise<string> {
  const { DockerRootDir } = wellAnswered(host, await askEngine(machine, host, '/info')) as {
    DockerRootDir?: string;
  };
  return DockerRootDir ?? '/var/lib/docker';
}

/** Docker writes `<none>:<none>` where Podman writes nothing. */
function isUnnamed(tags: readonly string[] | null | undefined): boolean {
  return (tags ?? []).every((tag) => tag === '<none>:<none>');
}

function wellAnswered(host: HostTarget, answer: Answer): unknown {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw unexpected(answer, host);
}
