import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { differences } from './compare.ts';
import { Ground } from './ground.ts';
import { type Kill, play, playUndisturbed } from './play.ts';
import type { KillPlayed, PlayRecord, Undisturbed } from './record.ts';

export interface LaneParts {
  record: PlayRecord;
  undisturbed: Undisturbed;
  environment: Record<string, string>;
  next: () => Kill | undefined;
  told: (played: KillPlayed) => void;
  /** Folder for archive and logs of the plays that were seen otherwise. */
  otherwise: string;
}

/** Plays one kill after the other on a stack of its own, as long as `next` has one. */
export async function lane({
  record,
  undisturbed,
  environment,
  next,
  told,
  otherwise,
}: LaneParts): Promise<void> {
  let ground: Ground | undefined;
  try {
    for (let kill = next(); kill; kill = next()) {
      ground ??= await Ground.start(environment);
      const played = await playKill(ground, kill, undisturbed);
      await record.add(played);
      told(played);
      if (played.differences.length === 0) continue;
      await keep(ground, path.join(otherwise, `${kill.victim}-${kill.events}`));
      // What a story left unfinished must not be held against the next.
      await ground.end();
      ground = undefined;
    }
  } finally {
    await ground?.end();
  }
}

async function playKill(ground: Ground, kill: Kill, { seen: expected }: Undisturbed): Promise<KillPlayed> {
  const about = { kind: 'kill', victim: kill.victim, at: kill.events } as const;
  const begun = Date.now();
  try {
    const { seen, killed, again, ms } = await play(ground, kill);
    return { ...about, ...(killed && { killed }), again, ms, differences: differences(expected, seen) };
  } catch (error) {
    const because = `the story did not come to its end: ${(error as Error).message}`;
    return { ...about, again: 0, ms: Date.now() - begun, stuck: true, differences: [because] };
  }
}

/** Two runs without a kill must look the same from outside, else nothing can be held against them. */
export async function undisturbedRun(environment: Record<string, string>): Promise<Undisturbed> {
  const ground = await Ground.start(environment);
  try {
    const [first, second] = [await playUndisturbed(ground), await playUndisturbed(ground)];
    const apart = differences(first.seen, second.seen);
    if (apart.length > 0) throw new Error(`Two undisturbed runs differ:\n${apart.join('\n')}`);
    return { kind: 'undisturbed', seen: first.seen, lengths: first.lengths };
  } finally {
    await ground.end();
  }
}

async function keep({ live }: Ground, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(live.stack.archiveDir, path.join(folder, 'archive'), { recursive: true }).catch(() => undefined);
  await cp(live.stack.channelLog, path.join(folder, 'channel.jsonl')).catch(() => undefined);
  for (const [name, text] of Object.entries(live.stack.logs())) {
    await writeFile(path.join(folder, `${name}.txt`), text);
  }
}
