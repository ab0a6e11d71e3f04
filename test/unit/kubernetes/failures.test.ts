import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiException } from '@kubernetes/client-node';
import { ApplicationFailure } from '@temporalio/common';
import { explain, toFailure, troubleOf } from '../../../activities/kubernetes/failures.ts';

const token = 'canary-91b7';
const place = { name: 'the cluster eu', server: 'https://10.0.0.1:6443', secrets: [token] };

function answer(code: number, body: unknown, headers: Record<string, string> = {}) {
  return new ApiException(code, 'Unknown API Status Code!', body, headers);
}

const refused = (message: string) => JSON.stringify({ kind: 'Status', message });
const network = (code: string, message = code) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });

describe('what a cluster answers is explained to people', () => {
  const cases: [string, unknown, string, boolean, RegExp][] = [
    [
      'a missing permission in a namespace',
      answer(
        403,
        refused(
          'pods is forbidden: User "system:serviceaccount:mayday:worker" cannot list resource "pods" in API group "" in the namespace "shop"',
        ),
      ),
      'NotAuthorised',
      true,
      /^The permission to list pods in the namespace shop of the cluster eu is missing: give system:serviceaccount:mayday:worker a Role with the verb "list" on "pods" of the API group ""\.$/,
    ],
    [
      'a missing permission in the whole cluster',
      answer(
        403,
        refused(
          'nodes.metrics.k8s.io is forbidden: User "w" cannot list resource "nodes" in API group "metrics.k8s.io" at the cluster scope',
        ),
      ),
      'NotAuthorised',
      true,
      /list nodes\.metrics\.k8s\.io in all of the cluster eu .* a ClusterRole with the verb "list" on "nodes" of the API group "metrics\.k8s\.io"/,
    ],
    [
      'an unknown token',
      answer(401, refused('Unauthorized')),
      'NotAuthorised',
      true,
      /does not know who we are/,
    ],
    [
      'a missing thing',
      answer(404, refused('deployments.apps "x" not found')),
      'TargetNotFound',
      true,
      /no such thing: deployments\.apps "x" not found/,
    ],
    [
      'an API that nothing serves',
      answer(404, '404 page not found\n'),
      'TargetNotFound',
      true,
      /does not serve this part of the API/,
    ],
    [
      'a conflict',
      answer(409, refused('the object has been modified')),
      'Conflict',
      false,
      /changed it in between/,
    ],
    ['a server that fails', answer(503, 'no\nway'), 'TargetUnreachable', false, /could not answer \(503\)/],
    [
      'a closed port',
      network('ECONNREFUSED'),
      'TargetUnreachable',
      false,
      /is down: https:\/\/10\.0\.0\.1:6443 refused/,
    ],
    [
      'an unknown host',
      network('ENOTFOUND'),
      'TargetUnreachable',
      false,
      /host 10\.0\.0\.1 of the cluster eu is not known/,
    ],
    [
      'silence',
      new DOMException('timed out', 'TimeoutError'),
      'TargetUnreachable',
      false,
      /did not answer within 5 s/,
    ],
    [
      'a certificate of nobody',
      network('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate'),
      'NotAuthorised',
      true,
      /TLS .* failed \(self-signed certificate\)/,
    ],
    ['something else', new Error('odd'), 'InvalidInput', true, /could not be asked: odd/],
  ];
  for (const [what, error, type, nonRetryable, says] of cases) {
    test(what, () => {
      const failure = toFailure(error, place);
      assert.deepEqual([failure.type, failure.nonRetryable], [type, nonRetryable]);
      assert.match(failure.message, says);
      assert.ok(troubleOf(failure));
    });
  }

  test('too many requests say when to come back, at most a minute from now', () => {
    assert.equal(toFailure(answer(429, '', { 'retry-after': '7' }), place).nextRetryDelay, 7_000);
    assert.equal(toFailure(answer(429, '', { 'retry-after': '9999' }), place).nextRetryDelay, 60_000);
    assert.equal(toFailure(answer(429, ''), place).type, 'RateLimited');
  });

  test('no answer shows the token', () => {
    for (const error of [
      answer(400, refused(`bad ${token}`)),
      answer(500, `bad ${token}`),
      new Error(`bad ${token}`),
    ]) {
      assert.doesNotMatch(explain(error, place).says, /canary/);
    }
  });

  test('a failure of ours stays what it is', () => {
    const failure = ApplicationFailure.nonRetryable('no', 'InvalidInput');
    assert.equal(toFailure(failure, place), failure);
  });
});
