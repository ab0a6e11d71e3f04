import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { inOrder } from '../../../servers/temporal.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { type Opening, orderOfWork } from './storm.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const storm = 12;
const stormOf = (severity: string): Opening[] =>
  Array.from({ length: storm }, () => ({ system: 'a', severity }));

describe('A storm in one system and a single slot', { skip: await notOurOwn('temporal') }, () => {
  test('a P0 of another system comes before all that wait with P3', async () => {
    const order = await orderOfWork(inOrder, stormOf('P3'), { system: 'b', severity: 'P0' });
    // What the server had handed out before is one task at most for each poll.
    assert.ok(order.indexOf('b') <= 2, order.join(' '));
  });

  test('on a server without the settings it comes last: the test above can fail', async () => {
    const order = await orderOfWork([], stormOf('P3'), { system: 'b', severity: 'P0' });
    assert.ok(order.indexOf('b') > storm / 2, order.join(' '));
  });

  test('one of the same severity is not last either: the systems take turns', async () => {
    const order = await orderOfWork(inOrder, stormOf('P1'), { system: 'b', severity: 'P1' });
    assert.ok(order.indexOf('b') < storm / 2, order.join(' '));
  });

  test('without fairness it waits for the whole storm', async () => {
    const order = await orderOfWork(['matching.useNewMatcher=true'], stormOf('P1'), {
      system: 'b',
      severity: 'P1',
    });
    assert.ok(order.indexOf('b') > storm / 2, order.join(' '));
  });
});
