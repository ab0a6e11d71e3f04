import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import type { CoordinationDependencies } from '../../activities/dependencies.ts';
import { auditKept } from '../../archive/audit/audit.ts';
import { keptUnder, readKept } from '../../archive/audit/kept.ts';
import { captured } from '../unit/cli/captured.ts';
import type { Said } from './mayday-command.ts';
import type { Stage } from './stage.ts';

/** Runs `mayday audit` on a stage's archive, with its keys and catalogue, and without Temporal; without words, of its only incident. */
export async function audited(stage: Stage, ...words: string[]): Promise<Said> {
  const archive = archiveOf(stage);
  const id = async () => (await readdir(archive)).map((name) => name.slice(0, 'INC-7K3FQ2'.length));
  return captured(['audit', ...(words.length > 0 ? words : await id())], {
    MAYDAY_ARCHIVE_DIR: archive,
    MAYDAY_AUDIT_PUBLIC_KEY: stage.audit.publicKey,
    MAYDAY_GATEWAY_PUBLIC_KEY: stage.gateway.publicKey,
    MAYDAY_CATALOGUE: path.join(stage.folder, 'systems'),
    DEMO_ALICE_PUBLIC_KEY: stage.keys.alice.publicKey,
    DEMO_BOB_PUBLIC_KEY: stage.keys.bob.publicKey,
    DEMO_CAROL_PUBLIC_KEY: stage.keys.carol.publicKey,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  });
}

export function archiveOf(stage: Stage): string {
  return path.join(stage.folder, 'archive');
}

/** Whatever the stories of a stage left in its archive is as it was written, and its histories say the same. */
export async function assertUntouched(
  stage: Stage,
  deps: Pick<CoordinationDependencies, 'catalogue' | 'resolve'>,
): Promise<void> {
  const archive = archiveOf(stage);
  for (const name of await keptUnder(archive, 'INC-')) {
    const kept = await readKept(archive, name);
    const { faults, incident } = auditKept(kept, {
      keys: [stage.audit.publicKey],
      people: { people: keysAt(kept.record.system, deps), gateways: [stage.gateway.publicKey] },
      clock: (at) => at,
    });
    assert.deepEqual(faults, [], `${incident} is not as written`);
  }
}

/** Of a system without a file that can be read nobody's signature counts. */
export function keysAt(
  system: string,
  { catalogue, resolve }: Pick<CoordinationDependencies, 'catalogue' | 'resolve'>,
): Map<string, string[]> {
  try {
    const people = [...catalogue.people(system).values()];
    return new Map(people.map(({ name, publicKeys }) => [name, publicKeys.map(({ key }) => resolve(key))]));
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return new Map();
  }
}
