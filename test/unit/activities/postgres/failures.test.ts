import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { explain, type Place, toFailure, troubleOf } from '../../../../activities/postgres/failures.ts';

const place: Place = {
  server: 'db.example:5432',
  host: 'db.example',
  user: 'mayday',
  database: 'shop',
  secrets: ['pa%24$canary', 'pa$$canary'],
};

function error(code: string, message = 'as the server says'): Error {
  return Object.assign(new Error(message), { code });
}

describe('errors of a database in sentences', () => {
  const cases: [string, Error, string, string, boolean][] = [
    [
      'too many clients',
      error('53300', 'sorry, too many clients already'),
      'too many clients',
      'TargetUnreachable',
      true,
    ],
    ['a wrong password', error('28P01'), 'password', 'NotAuthorised', false],
    [
      'no password',
      new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
      'password',
      'NotAuthorised',
      false,
    ],
    [
      'no pg_hba entry',
      error('28000', 'no pg_hba.conf entry for host "10.0.0.1"'),
      'not admitted',
      'NotAuthorised',
      false,
    ],
    ['no such database', error('3D000'), 'database missing', 'TargetNotFound', false],
    ['no permission', error('42501'), 'not permitted', 'NotAuthorised', false],
    [
      'no TLS at the server',
      new Error('The server does not support SSL connections'),
      'tls',
      'NotAuthorised',
      false,
    ],
    ['an unknown issuer', error('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls', 'NotAuthorised', false],
    ['a certificate of another name', error('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls', 'NotAuthorised', false],
    ['an expired certificate', error('CERT_HAS_EXPIRED'), 'tls', 'NotAuthorised', false],
    ['a refused connection', error('ECONNREFUSED', ''), 'unreachable', 'TargetUnreachable', true],
    ['a connection time-out', error('ETIMEDOUT'), 'unreachable', 'TargetUnreachable', true],
    [
      'no answer to a login',
      new Error('timeout exceeded when trying to connect'),
      'unreachable',
      'TargetUnreachable',
      true,
    ],
    [
      'a slow query',
      error('57014', 'canceling statement due to statement timeout'),
      'unreachable',
      'TargetUnreachable',
      true,
    ],
    ['an unknown host', error('ENOTFOUND'), 'unreachable', 'TargetUnreachable', true],
    [
      'a lost connection',
      new Error('Connection terminated unexpectedly'),
      'unreachable',
      'TargetUnreachable',
      true,
    ],
    ['an administrator who ends us', error('57P01'), 'unreachable', 'TargetUnreachable', true],
    [
      'a server that starts',
      error('57P03', 'the database system is starting up'),
      'not ready',
      'TargetUnreachable',
      true,
    ],
    ['a mistake of ours', error('42P01', 'relation does not exist'), 'refused', 'InvalidInput', false],
  ];
  for (const [what, given, trouble, type, again] of cases) {
    test(`${what} is ${trouble}, and ${again ? 'is' : 'is not'} tried again`, () => {
      const failure = toFailure(given, place);
      assert.equal(troubleOf(failure), trouble);
      assert.equal(failure.type, type);
      assert.equal(failure.nonRetryable, !again);
      assert.match(failure.message, /^[A-Z].*(db\.example|mayday).*\.$/);
    });
  }

  test('a certificate file that is not there is no server that is down', () => {
    const missing = Object.assign(error('ENOENT', 'no such file'), { syscall: 'open', path: '/ca.crt' });
    assert.equal(explain(missing, place).trouble, 'url');
    const socket = Object.assign(error('ENOENT'), { syscall: 'connect' });
    assert.equal(explain(socket, place).trouble, 'unreachable');
  });

  test('addresses of both families refused at once are one refusal', () => {
    const both = new AggregateError([error('ECONNREFUSED', '::1'), error('ECONNREFUSED', '127.0.0.1')]);
    assert.match(explain(both, place).says, /is down: the connection was refused/);
  });

  test('no entry for plain connections suggests TLS', () => {
    const { says } = explain(
      error('28000', 'no pg_hba.conf entry for host "10.0.0.1", no encryption'),
      place,
    );
    assert.match(says, /sslmode=require/);
  });

  test('no sentence holds the password, in whatever form a message brings it', () => {
    for (const message of ['pa$$canary', 'pa%24$canary', 'at postgres://mayday:canary@db/shop']) {
      for (const code of ['53300', '28000', '42501', '57P03', '08006', 'EPROTO', '', 'XX000']) {
        const failure = toFailure(error(code, message), place);
        assert.doesNotMatch(JSON.stringify([failure.message, failure.details]), /canary/);
        assert.equal(failure.cause, undefined);
      }
    }
  });

  test('a failure that is translated already stays as it is', () => {
    const failure = ApplicationFailure.create({ type: 'InvalidInput', message: 'DB_URL is not set' });
    assert.equal(toFailure(failure, place), failure);
  });
});
