import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { allSettings, settingNamed } from '../../../settings/all.ts';
import { ownMarks } from '../../../settings/development.ts';
import type { Reader, Setting } from '../../../settings/setting.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const shared = 'codec telemetry client/temporal.ts client/board'.split(' ');
/** Where each reader makes something of its variables. */
const places: Record<Reader, readonly string[]> = {
  worker: ['worker', ...shared],
  gateway: ['client/gateway', ...shared],
  CLI: ['client/cli', ...shared],
  'codec server': ['client/codec-server', ...shared],
  demo: ['demo', 'servers', 'test'],
  tests: ['demo', 'servers', 'test'],
};
const code = [
  ...'worker client activities systems archive codec telemetry'.split(' '),
  ...'docker-compose.yml .env.example deploy docs README.md CONTRIBUTING.md'.split(' '),
];

/** The example of the docs. */
const misspelt = 'MAYDAY_SLACK_TOKN';

describe('The table of settings and the code name the same variables', () => {
  for (const place of code) {
    test(`every variable that ${place} names is in the table`, () => {
      for (const [file, names] of namesIn(place))
        assert.deepEqual(
          names.filter((name) => !isKnown(name)),
          [],
          file,
        );
    });
  }

  for (const [name, setting] of Object.entries<Setting>(allSettings)) {
    // Libraries read these.
    if (/^(TEMPORAL|OTEL)_/.test(name)) continue;
    test(`${name} is read by who is said to read it`, () => {
      for (const reader of setting.readBy) {
        const found = places[reader].some((place) =>
          texts(place).some(([, text]) => new RegExp(`\\b${name}\\b`).test(text)),
        );
        assert.ok(found, `${reader} reads no ${name}`);
      }
    });
  }

  test('those of Temporal are the ones that its own library reads', () => {
    const library = path.dirname(createRequire(import.meta.url).resolve('@temporalio/envconfig'));
    const text = globSync('*.js', { cwd: library }).map((file) =>
      readFileSync(path.join(library, file), 'utf8'),
    );
    const names = new Set(text.join('\n').match(/\bTEMPORAL_[A-Z_]+/g));
    // A codec server is asked by the temporal command alone.
    const read = [...names].filter((name) => !name.includes('_CODEC_'));
    const ours = Object.keys(allSettings).flatMap((name) =>
      name.startsWith('TEMPORAL_') ? [name.replace('*', '')] : [],
    );
    assert.deepEqual(ours.toSorted(), read.toSorted());
  });

  test('a name that is in no table is found', () => {
    const unknown = named('MAYDAY_HOOK_TOKN and MAYDAY_HOOK_TOKEN_FILE').filter((name) => !isKnown(name));
    assert.deepEqual(unknown, ['MAYDAY_HOOK_TOKN']);
  });
});

function texts(place: string): [file: string, text: string][] {
  const files = globSync(path.extname(place) ? place : `${place}/**/*.{ts,md,yaml,yml,env,sh,service}`, {
    cwd: root,
  });
  return files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]);
}

function namesIn(place: string): [file: string, names: string[]][] {
  return texts(place).map(([file, text]) => [file, named(text)]);
}

/** `MAYDAY_SLACK_…` and `MAYDAY_X_*` stand for several. */
function named(text: string): string[] {
  return [...new Set(text.match(/\bMAYDAY_[A-Z][A-Z0-9_]*\b(?![…*])/g))];
}

function isKnown(name: string): boolean {
  if (name === misspelt) return true;
  const without = name.replace(/_FILE$/, '');
  if (settingNamed(name) || settingNamed(without) || ownMarks.includes(name)) return true;
  return name.endsWith('_') && Object.keys(allSettings).some((known) => known.startsWith(name));
}
