import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailAssumed, mailProblems, mailProfile } from '../../../systems/mail.ts';

type File = Parameters<typeof mailProfile>[0];

function file(channels: object, P0: object = {}): File {
  const people = { ann: { email: 'ann@example.com' }, ben: {} };
  const severities = { P0: { mail: [], ...P0 } };
  return { channels, severities, people, roles: { lead: ['ann', 'ben', '__proto__'] } } as unknown as File;
}

test('roles become the addresses of their people, each once', () => {
  const { to } = mailProfile(file({ mail: { to: ['lead', 'team@example.com', 'ann', 'ann@example.com'] } }));
  assert.deepEqual(to, ['ann@example.com', 'team@example.com']);
});

test('a file that asks for no mail gets none of its own, and is missing nothing', () => {
  assert.deepEqual(mailProfile(file({})), { kind: 'mail', to: [], severities: ['P0', 'P1'], optional: true });
  assert.equal(mailProfile(file({ mail: { to: ['ben'] } })).optional, undefined);
});

test('the address of incidents gets mail of P0 and P1, which is said to be assumed, unless the severities say it', () => {
  const channels = { email: 'incident@example.com' };
  assert.deepEqual(mailProfile(file(channels)).to, ['incident@example.com']);
  assert.match(mailAssumed(file(channels)) ?? '', /so of P0 and P1$/);
  const said = file(channels, { mail: ['team', 'users'] });
  assert.deepEqual([mailProfile(said).severities, mailAssumed(said)], [['P0'], undefined]);
  assert.equal(mailAssumed(file({})), undefined);
});

test('a role that the file does not have is told with the nearest', () => {
  const [problem, ...more] = mailProblems({
    roles: { lead: [] },
    channels: { mail: { to: ['led', 'lead', 'x@example.com'] } },
  });
  assert.deepEqual([problem?.path, more], [['channels', 'mail', 'to', 0], []]);
  assert.match(problem?.says ?? '', /found "led", expected a mail address, or a name under "roles" \(lead\)/);
});
