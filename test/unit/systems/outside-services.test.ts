import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elasticsearchProfile } from '../../../systems/elasticsearch.ts';
import { loadSystem } from '../../../systems/load.ts';
import { repositoryProfile } from '../../../systems/repository.ts';
import type { SystemFile } from '../../../systems/schema.ts';
import { sentryProfile } from '../../../systems/sentry.ts';

const hour = 3_600_000;

/** A file with these lines, some of them targets. */
function load(lines: string, targets: string) {
  const file = `system: shop\ntitle: Shop\ntargets:\n  api: { kind: http, url: "http://localhost:1/" }\n${targets}${lines}`;
  return loadSystem('shop.yaml', file);
}

function read<T>(of: (file: SystemFile, assume: (says: string) => void) => T, lines = '', targets = '') {
  const loaded = load(lines, targets);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  const assumed: string[] = [];
  return { profile: of(loaded.system, (says) => assumed.push(says)), assumed };
}

test('a repository counts as the file has it, else as the documents have it', () => {
  const url = `\${SHOP_REPOSITORY_URL}`;
  assert.deepEqual(
    read(repositoryProfile, `repository: { url: "${url}", since: 30m, atLeast: 5, branch: main }\n`),
    {
      profile: { repository: { url, since: hour / 2, atLeast: 5, branch: 'main' } },
      assumed: [],
    },
  );
  assert.deepEqual(read(repositoryProfile, 'repository: { url: "https://github.com/shop/backend" }\n'), {
    profile: { repository: { url: 'https://github.com/shop/backend', since: 2 * hour, atLeast: 10 } },
    assumed: ['repository: the file does not say how far back commits count, so 2h'],
  });
  assert.deepEqual(read(repositoryProfile), { profile: {}, assumed: [] });
});

test('an Elasticsearch is searched for errors of the last hour, and any is too many, unless the file says else', () => {
  const logs = `  logs: { kind: elasticsearch, url: "http://logs:9200", index: "fluentbit-*", apiKey: "\${LOGS_KEY}" }\n`;
  const target = {
    id: 'logs',
    kind: 'elasticsearch',
    url: 'http://logs:9200',
    index: 'fluentbit-*',
    apiKey: `\${LOGS_KEY}`,
  };
  assert.deepEqual(read(elasticsearchProfile, '', logs), {
    profile: { elasticsearch: { target, since: hour, errorsAbove: 0 } },
    assumed: ['logs: the file does not say how many logged errors are too many, so any'],
  });
  const given = read(
    elasticsearchProfile,
    'thresholds: { recentErrors: 10m }\n',
    logs.replace(' }', ', errorsAbove: 50 }'),
  );
  assert.deepEqual(given, {
    profile: { elasticsearch: { target, since: hour / 6, errorsAbove: 50 } },
    assumed: [],
  });
});

test('a Sentry is that of sentry.io, unless the file says else', () => {
  const given = read(sentryProfile, '', '  errors: { kind: sentry, organization: shop, project: backend }\n');
  assert.deepEqual(given.profile, {
    sentry: {
      target: {
        id: 'errors',
        kind: 'sentry',
        url: 'https://sentry.io',
        organization: 'shop',
        project: 'backend',
      },
      since: hour,
    },
  });
});

const wrong: [string, string, string, RegExp][] = [
  [
    'a repository that is none',
    'repository: { url: shop }\n',
    '',
    /repository\.url: found .*expected https:\/\/github\.com\/owner\/name/,
  ],
  [
    'a token written out',
    'repository: { url: "https://github.com/a/b", bearer: ghp_1 }\n',
    '',
    /repository\.bearer: .*that holds the token/,
  ],
  [
    'a branch that is an option',
    'repository: { url: "file:///srv/shop", branch: "--all" }\n',
    '',
    /expected the name of a branch/,
  ],
  [
    'a key written out',
    '',
    '  logs: { kind: elasticsearch, url: "http://logs:9200", index: "a", apiKey: abc }\n',
    /apiKey: .*that holds the key/,
  ],
  [
    'a project that is a path',
    '',
    '  errors: { kind: sentry, organization: shop, project: "../a" }\n',
    /expected a slug/,
  ],
];

for (const [what, lines, targets, says] of wrong) {
  test(`${what} is refused`, () => {
    const loaded = load(lines, targets);
    assert.ok('problems' in loaded);
    assert.match(loaded.problems.join('\n'), says);
  });
}
