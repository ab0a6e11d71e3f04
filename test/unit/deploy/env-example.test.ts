import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { allSettings, settingNamed } from '../../../settings/all.ts';
import { readEnvironment } from '../../../settings/read-environment.ts';
import { isSecret, type Reader, type Setting } from '../../../settings/setting.ts';
import { composeFile, envExample, environmentOf, root } from './compose-file.ts';

const ofServices: Record<string, Reader> = {
  worker: 'worker',
  gateway: 'gateway',
  'codec-server': 'codec server',
};
const { services } = composeFile();
const ours = Object.entries(services).filter(([, { build }]) => build);
const text = readFileSync(path.join(root, '.env.example'), 'utf8');

describe('.env.example', () => {
  test('explains every setting of the processes that Compose starts', () => {
    const readers = new Set(ours.map(([name]) => ofServices[name]));
    for (const [name, { readBy }] of Object.entries<Setting>(allSettings)) {
      if (!readBy.some((reader) => readers.has(reader))) continue;
      const written = name.replace('*', '\\w+');
      assert.match(
        text,
        new RegExp(`^# ${name}: \\S|^(# )?${written}(_FILE)?=`, 'm'),
        `${name} is not in it`,
      );
    }
  });

  test('has no setting that there is none of, and no secret but as a file', () => {
    for (const name of Object.keys(envExample('all'))) {
      if (/^(COMPOSE_PROFILES|IMAGE_TAG|TEMPORAL_CODEC_\w+|DEMO_.*)$/.test(name)) continue;
      const setting = settingNamed(name) ?? settingNamed(name.replace(/_FILE$/, ''));
      assert.ok(setting, name);
      if (isSecret(setting)) assert.match(name, /_FILE$/);
    }
  });

  test('names profiles that there are, and tells of each', () => {
    const there = Object.values(services).flatMap(({ profiles }) => profiles ?? []);
    const told = envExample('all').COMPOSE_PROFILES?.split(',');
    assert.deepEqual(told?.sort(), [...new Set(there)].sort());
  });

  test('holds every variable that docker-compose.yml asks for', () => {
    const compose = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8');
    for (const [, name = ''] of compose.matchAll(/\$\{(\w+)/g))
      assert.match(text, new RegExp(`^(# )?${name}=`, 'm'), name);
  });

  for (const [name, service] of ours) {
    test(`${name} knows all that it is given, and nothing of it is wrong but what is not on this machine`, () => {
      const reader = ofServices[name] as Reader;
      const inContainer = /^\/(run\/secrets|etc\/mayday|app|var\/lib\/mayday)\//;
      const environment = environmentOf(service);
      const { NODE_ENV: _mode, ...given } = environment;
      for (const variable of Object.keys(given))
        assert.ok(settingNamed(variable) ?? settingNamed(variable.replace(/_FILE$/, '')), variable);
      const here = Object.fromEntries(Object.entries(given).filter(([, value]) => !inContainer.test(value)));
      const { wrong, remarks } = readEnvironment(
        { ...here, MAYDAY_CATALOGUE: path.join(root, 'systems') },
        reader,
      );
      assert.deepEqual([...wrong, ...remarks], []);
    });
  }

  test('what closed incidents and the log channel leave behind outlives the container', () => {
    const { MAYDAY_ARCHIVE_DIR, MAYDAY_CHANNEL_LOG } = environmentOf(services.worker ?? assert.fail());
    for (const place of [MAYDAY_ARCHIVE_DIR, MAYDAY_CHANNEL_LOG])
      assert.match(place ?? '', /^\/var\/lib\/mayday\//);
    assert.ok(services.worker?.volumes?.includes('mayday:/var/lib/mayday'));
  });
});
