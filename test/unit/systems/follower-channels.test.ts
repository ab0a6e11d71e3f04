// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what catalogue files say
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { followerProfiles } from '../../../systems/follower-channels.ts';
import { loadSystem } from '../../../systems/load.ts';
import { openFollower } from '../../../worker/follower-channels.ts';
import { channelName } from '../../../workflows/contract/channels.ts';

const lines = (channels: string) =>
  `system: shop\ntitle: Shop\npeople: { ann: { email: ann@shop.example }, ben: {} }\nroles: { board: [ann, ben] }\nchannels: { ${channels} }\n`;

function profiles(channels: string) {
  const loaded = loadSystem('shop.yaml', lines(channels));
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  return followerProfiles(loaded.system);
}

test('each is a channel of its own, with what the file leaves out', () => {
  const all = profiles(
    'teams: { url: "${TEAMS}" }, webhooks: [{ id: a, url: "${A}", secret: "${S}", about: [opened, severity changed] }, { id: b-2, url: "https://${B_HOST}/x", secret: "${S}" }], ' +
      'tickets: { repository: acme/incidents, bearer: "${T}" }, stakeholders: { slack: "#board", mail: [board, cfo@shop.example] }',
  );
  assert.deepEqual(all.map(channelName), [
    'teams',
    'webhook a',
    'webhook b-2',
    'tickets',
    'stakeholders in Slack',
    'stakeholders by mail',
  ]);
  assert.deepEqual(all.slice(3), [
    { kind: 'tickets', repository: 'acme/incidents', bearer: '${T}', label: 'incident' },
    { kind: 'stakeholders', slack: '#board', severities: ['P0', 'P1'] },
    { kind: 'stakeholders', mail: ['ann@shop.example', 'cfo@shop.example'], severities: ['P0', 'P1'] },
  ]);
  assert.deepEqual(profiles('tickets: { folder: tickets }'), [{ kind: 'tickets', folder: 'tickets' }]);
  assert.deepEqual(profiles('perIncident: true'), []);
});

describe('a channel that is wrong', () => {
  const cases: [channels: string, says: RegExp][] = [
    [
      'teams: { url: https://prod.example/x }',
      /channels\.teams\.url: found .*, expected a \$\{NAME\} that holds the address/,
    ],
    [
      'webhooks: [{ id: a, url: "${A}" }]',
      /channels\.webhooks\.0\.secret: found nothing, expected a \$\{NAME\}/,
    ],
    [
      'webhooks: [{ id: a, url: "${A}", secret: "${S}", about: [sevrity changed] }]',
      /about\.0: found "sevrity changed", expected opened, .*severity changed/,
    ],
    [
      'webhooks: [{ id: a, url: "${A}", secret: "${S}" }, { id: a, url: "${B}", secret: "${S}" }]',
      /channels\.webhooks\.1\.id: found "a", expected an id of its own/,
    ],
    [
      'tickets: { repository: acme }',
      /channels\.tickets: found .*, expected a "repository" with its "bearer", or a "folder"/,
    ],
    ['tickets: { folder: ../elsewhere }', /channels\.tickets/],
    ['stakeholders: { severities: [P0] }', /channels\.stakeholders: found .*, expected "slack" or "mail"/],
    [
      'stakeholders: { mail: [bord] }',
      /channels\.stakeholders\.mail\.0: found "bord", expected a mail address, or a name under "roles" \(board\); did you mean "board"/,
    ],
  ];
  for (const [channels, says] of cases) {
    test(channels, () => {
      const { problems } = loadSystem('shop.yaml', lines(channels));
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', says);
    });
  }
});

test('what nobody has set is said by its name', () => {
  const resolve = (text: string) => {
    if (text.includes('SECRET')) throw new Error("SECRET is not set in the worker's environment");
    return text;
  };
  const opened = openFollower(
    { kind: 'webhook', id: 'a', url: 'x', secret: '${SECRET}' },
    { archive: '/tmp', resolve },
  );
  assert.equal(opened, "SECRET is not set in the worker's environment");
});
