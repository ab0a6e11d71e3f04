import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import pMap from 'p-map';
import { startArena } from '../arena.ts';
import { groupsOf } from '../bare/groups.ts';
import { runInGroups } from '../bare/run-in-groups.ts';
import { type SavedIncident, savedIncidents } from '../blocks/saved-incidents.ts';
import { startClient } from '../client/client.ts';
import type { Replay, Replayed } from '../client/loads/replay.ts';
import type { Measure, Profile } from '../measure.ts';
import { inTurns, ratioRow } from '../turns.ts';

/** Long and short ones, ended in different ways. */
const chosen = [
  'cache-issues',
  'general-incident-by-people',
  'application-outage-rejected',
  'high-memory-nobody-answered',
  'service-recovery',
  'security-incident-false-alarm',
];

export const measure: Measure = {
  id: 'B7',
  title: 'Replay of an incident, per event of its history',
  against: 'L3 that does as much at once as the incident',
  pairs: 9,
  minutes: 3,
  async run({ profile, pairs, quick, say }) {
    const names = quick ? chosen.slice(0, 2) : chosen;
    const incidents = (await savedIncidents()).filter(({ name }) => names.includes(name));
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
    const clients = [startClient(), startClient()] as const;
    try {
      const files = {
        mayday: incidents.map(({ file }) => file),
        bare: await bareHistories(profile, incidents, folder),
      };
      const [ours, theirs] = clients;
      // One pass takes less than a second, and the first ones are slow on both sides.
      const passes = pairs * (quick ? 2 : 6);
      const { blocks, cpu } = await inTurns({
        pairs: passes,
        sides: {
          mayday: () =>
            ours.run<Replayed>('replay', { side: 'mayday', files: files.mayday } satisfies Replay),
          bare: () => theirs.run<Replayed>('replay', { side: 'bare', files: files.bare } satisfies Replay),
        },
        processes: () => ({ mayday: ours.pid, bare: theirs.pid }),
        say,
      });
      const each = (of: (block: Replayed) => number) => ({
        mayday: blocks.mayday.map(of),
        bare: blocks.bare.map(of),
      });
      return {
        rows: [
          ratioRow(
            'time',
            each(({ ms, events }) => (1_000 * ms) / events),
            'µs',
            { atMost: 1.2 },
          ),
          ratioRow(
            'CPU time of all threads',
            each(({ cpuMs, events }) => (1_000 * cpuMs) / events),
            'µs',
          ),
        ],
        cpu,
        blocks: `${passes} passes`,
        notes: [
          `Replayed in turn, each side by a worker in a process of its own: ${names.join(', ')}. The bare histories have the same activities, timers and messages, with payloads of the same sizes, and as many of them at once.`,
        ],
      };
    } finally {
      await Promise.all(clients.map((client) => client.stop()));
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Files of bare histories that were really run. */
async function bareHistories(
  profile: Profile,
  incidents: readonly SavedIncident[],
  folder: string,
): Promise<string[]> {
  const arena = await startArena({ profile, bare: { worker: true } });
  try {
    return await pMap(incidents, async ({ name, history }) => {
      const file = path.join(folder, `${name}.json`);
      const bare = await runInGroups(arena.temporalClient, `B7:${name}`, groupsOf(history));
      await writeFile(file, historyToJSON(bare));
      return file;
    });
  } finally {
    await arena.end();
  }
}
