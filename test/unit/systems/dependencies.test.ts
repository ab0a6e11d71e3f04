import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { whole } from './broken-files.ts';

const withDependencies = (...entries: string[]) =>
  `${whole}\ndependencies:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`;

function read(text: string) {
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  return profileOf(loaded.system, loaded.hash, 'generalIncident', new Date());
}

test('what a file says that it needs outside counts, and what it leaves open is assumed', () => {
  const { dependencies, assumed } = read(
    withDependencies(
      `{ title: Payments, url: "https://pay.example/health?key=\${PAYMENTS_KEY}", slowAfter: 5s, expects: 401 }`,
      '{ title: Search, statusPage: "https://status.search.example", components: [API] }',
      '{ title: Mail, name: smtp.mail.example }',
    ),
  );
  assert.deepEqual(dependencies, [
    {
      title: 'Payments',
      slowAfter: 5_000,
      url: `https://pay.example/health?key=\${PAYMENTS_KEY}`,
      expects: 401,
    },
    { title: 'Search', slowAfter: 2_000, statusPage: 'https://status.search.example', components: ['API'] },
    { title: 'Mail', slowAfter: 2_000, name: 'smtp.mail.example' },
  ]);
  assert.deepEqual(
    assumed.filter((each) => each.startsWith('dependencies: ')),
    ['dependencies: the file does not say for all of them when an answer is slow, so after 2s'],
  );
});

test('a file without any has none, and nothing is assumed', () => {
  const { dependencies, assumed } = read(whole);
  assert.equal(dependencies, undefined);
  assert.ok(!assumed.some((each) => each.startsWith('dependencies: ')));
});

const wrong: [string, string, RegExp][] = [
  ['nothing to ask', '{ title: Mail }', /dependencies\[?\.?0.*exactly one of url, statusPage and name/],
  ['two ways to ask', '{ title: Mail, name: a.example, url: "http://a.example" }', /exactly one of url/],
  ['what belongs elsewhere', '{ title: Mail, name: a.example, expects: 401 }', /it only beside "url"/],
  ['a URL for a name', '{ title: Mail, name: "https://a.example" }', /expected a name in DNS/],
  ['a page that is none', '{ title: Mail, statusPage: status }', /expected the URL of a status page/],
  [
    'a password',
    '{ title: Mail, url: "https://me:secret1@a.example" }',
    /found a password written into a URL/,
  ],
];

for (const [what, entry, says] of wrong) {
  test(`a dependency with ${what} is refused`, () => {
    const loaded = loadSystem('shop.yaml', withDependencies(entry));
    assert.ok('problems' in loaded);
    assert.match(loaded.problems.join('\n'), says);
  });
}
