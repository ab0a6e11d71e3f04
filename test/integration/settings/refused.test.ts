import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allSettings, settingNamed } from '../../../settings/all.ts';
import type { Setting } from '../../../settings/setting.ts';
import { type Process, processes, startOne } from './processes.ts';
import { wrongValues } from './wrong-values.ts';

const names = Object.keys(processes) as Process[];

describe('Settings that are wrong stop a process at once, with a sentence for each and no secret', {
  timeout: 600_000,
}, () => {
  for (const which of names) {
    test(`${which}: every value that can be wrong`, async () => {
      // The command line takes a catalogue that is not there: it may be about to write one.
      const read = Object.keys(wrongValues).filter(
        (name) => readBy(name).includes(which) && !(which === 'CLI' && name === 'MAYDAY_CATALOGUE'),
      );
      const env = Object.fromEntries(read.map((name) => [name, wrongValues[name] ?? '']));
      const lines = await refusal(which, env);
      for (const name of read)
        assert.ok(
          lines.some((line) => line.startsWith(`${name} `) && /write /.test(line)),
          `${name}: ${lines.join('\n')}`,
        );
    });

    test(`${which}: every variable by the name of a file that cannot be used`, async () => {
      const read = Object.entries<Setting>(allSettings).flatMap(([written, setting]) =>
        setting.readBy.includes(which) ? [written.replace('*', 'TEAM')] : [],
      );
      const missing = await refusal(
        which,
        Object.fromEntries(read.map((name) => [`${name}_FILE`, '/nowhere'])),
      );
      for (const name of read)
        assert.ok(
          missing.includes(
            `${name}_FILE names "/nowhere", which cannot be read (ENOENT): write the file's path.`,
          ),
          name,
        );
      const secrets = await refusal(
        which,
        Object.fromEntries(read.map((name) => [`${name}_FILE`, 'canary'])),
      );
      for (const name of read)
        assert.ok(secrets.some((line) => line.startsWith(`${name}_FILE names a file,`)));
    });
  }

  test('no variable that can be wrong is left out here', () => {
    for (const [name, { schema, readBy, mustBeThere }] of Object.entries<Setting>(allSettings)) {
      if (readBy.every((reader) => reader === 'demo' || reader === 'tests')) continue;
      const refuses = mustBeThere !== undefined || !schema.safeParse('~ ?,').success;
      if (refuses) assert.ok(wrongValues[name], name);
    }
  });
});

function readBy(name: string): Setting['readBy'] {
  return settingNamed(name)?.readBy ?? [];
}

/** The lines that it said before it ended, by itself and not well. */
async function refusal(which: Process, env: Record<string, string>): Promise<string[]> {
  const running = await startOne(which, env);
  try {
    assert.notEqual(await running.ended, 0);
    const log = running.log();
    assert.ok(!log.includes('canary'), log);
    assert.doesNotMatch(log, /^\s+at /m, 'a stack trace is no sentence');
    return log.trimEnd().split('\n');
  } finally {
    await running.stop();
  }
}
