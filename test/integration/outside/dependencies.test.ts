import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { externalDependencies } from '../../../activities/outside/dependencies.ts';
import { freePort } from '../../../servers/process.ts';
import type { Dependency } from '../../../workflows/contract/dependencies.ts';
import { type NameServer, startNameServer } from '../dns/name-server.ts';

/** Of which the test says when it is slow. */
type Unhurried<Each> = Each extends unknown ? Omit<Each, 'slowAfter'> : never;

const running: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  running.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A page as Atlassian Statuspage serves it. */
function statusPage(indicator: string, description: string, components: Record<string, string> = {}) {
  const summary = {
    page: { id: 'kctbh9vrtdwd', name: 'Payments' },
    status: { indicator, description },
    components: Object.entries(components).map(([name, status]) => ({ id: name, name, status })),
    incidents: indicator === 'none' ? [] : [{ name: 'Elevated error rates', status: 'investigating' }],
    scheduled_maintenances: [],
  };
  return serve((request, response) => {
    if (request.url !== '/api/v2/summary.json') return response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify(summary));
  });
}

describe('external dependencies, asked together', () => {
  let names: NameServer;
  before(async () => {
    names = await startNameServer({
      'smtp.provider.example': ['192.0.2.7'],
      'silent.provider.example': 'is silent',
    });
  });
  after(() => names.stop());
  afterEach(() => {
    for (const server of running.splice(0)) server.close().closeAllConnections();
  });

  const settings: Record<string, string> = { PAYMENTS_KEY: 'canary-key-77' };
  const resolve = (given: string) =>
    given.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = settings[name];
      if (value === undefined) throw ApplicationFailure.nonRetryable(`${name} is not set`, 'InvalidInput');
      return value;
    });
  const ask = (...dependencies: Unhurried<Dependency>[]) =>
    externalDependencies(
      { resolve },
      { servers: [names.address] },
    )({ dependencies: dependencies.map((each) => ({ slowAfter: 1_500, ...each })) as Dependency[] });
  const states = ({ evidence = [] }: Awaited<ReturnType<typeof ask>>) =>
    evidence.map(({ dependency, state }) => [dependency, state]);

  test('all up: well, each with what it answered', async () => {
    const url = await serve((_, response) => response.writeHead(204).end());
    const closed = await serve((_, response) => response.writeHead(401).end());
    const found = await ask(
      { title: 'Payments', url: `${url}/health` },
      { title: 'Mail API', url: closed, expects: 401 },
      {
        title: 'Search',
        statusPage: await statusPage('none', 'All Systems Operational', { API: 'operational' }),
      },
      { title: 'Mail', name: 'smtp.provider.example' },
    );
    assert.deepEqual([found.verdict, found.says], ['well', '4 external dependencies, none in trouble.']);
    assert.deepEqual(
      found.evidence?.map(({ state }) => state),
      ['up', 'up', 'up', 'up'],
    );
    assert.equal(found.evidence?.[3]?.says, 'smtp.provider.example leads to 192.0.2.7');
  });

  test('what is down, degraded, slow or not resolvable is named, and hides nothing of the others', async () => {
    const failing = await serve((_, response) => response.writeHead(503).end('maintenance'));
    const slow = await serve((_, response) => setTimeout(() => response.end(), 1_800));
    const well = await serve((_, response) => response.end());
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const found = await ask(
      { title: 'Well', url: well },
      { title: 'Slow', url: slow },
      {
        title: 'Search',
        statusPage: await statusPage('minor', 'Partially Degraded Service', { API: 'partial_outage' }),
      },
      { title: 'Gone', name: 'gone.provider.example' },
      { title: 'Payments', url: `${failing}/health` },
      { title: 'Nobody', url: nobody },
    );
    assert.equal(found.verdict, 'sick');
    assert.deepEqual(states(found), [
      ['Payments', 'down'],
      ['Nobody', 'down'],
      ['Gone', 'not resolvable'],
      ['Search', 'degraded'],
      ['Slow', 'slow'],
      ['Well', 'up'],
    ]);
    assert.match(
      found.says,
      /^5 of 6 external dependencies in trouble\. Payments: http:\S+ answers 503: maintenance\./,
    );
    assert.match(found.says, /Nobody: http:\S+ is down: the connection was refused/);
    assert.match(found.says, /Gone: gone\.provider\.example does not exist \(NXDOMAIN\)\./);
    assert.match(
      found.says,
      /says "Partially Degraded Service"; API: partial outage; open there: Elevated error rates\./,
    );
    assert.match(found.says, /Slow: http:\S+ answers 200 after \d+ ms\.$/);
  });

  test('one bad answer between good ones is none', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? 502 : 200).end();
    });
    const found = await ask({ title: 'Payments', url });
    assert.deepEqual([found.verdict, asked], ['well', 2]);
  });

  test('of a status page only the named components count; a part that nobody names does not', async () => {
    const page = await statusPage('major', 'Partial System Outage', {
      'Card payments': 'major_outage',
      Reports: 'operational',
    });
    const named = (...components: string[]) => ask({ title: 'Payments', statusPage: page, components });
    assert.deepEqual(states(await named('Reports')), [['Payments', 'up']]);
    assert.deepEqual(states(await named('Card payments')), [['Payments', 'down']]);
    const missing = await named('Cards');
    assert.equal(missing.verdict, 'unknown');
    assert.match(missing.says, /^Payments: http:\S+ has no component "Cards"\.$/);
    assert.deepEqual(states(await ask({ title: 'Payments', statusPage: page })), [['Payments', 'degraded']]);
  });

  test('a page that only people can read is shown to them, and proves nothing', async () => {
    const page = await serve((_, response) => response.end('<html>All is well</html>'));
    const alone = await ask({ title: 'Cloud', statusPage: page });
    assert.equal(alone.verdict, 'unknown');
    assert.match(alone.says, /^Cloud: see http:\S+, which only people can read\.$/);
    const url = await serve((_, response) => response.end());
    const beside = await ask({ title: 'Cloud', statusPage: page }, { title: 'Payments', url });
    assert.equal(beside.verdict, 'well');
    assert.match(beside.says, /^1 external dependency, none in trouble\. Cloud: see /);
  });

  test('a status page that is away says nothing of the provider, and a silent name server nothing of the name', async () => {
    const found = await ask(
      { title: 'Search', statusPage: `http://127.0.0.1:${await freePort()}` },
      { title: 'Mail', name: 'silent.provider.example' },
    );
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /Search: its status page http:\S+ is down: nothing listens there\./);
    assert.match(found.says, /Mail: silent\.provider\.example could not be looked up: /);
  });

  test('one that never answers holds up nobody, within the time of a check', async () => {
    const url = await serve((_, response) => response.end());
    const silent = await serve(() => {});
    const begun = performance.now();
    const found = await ask({ title: 'Silent', url: silent }, { title: 'Payments', url });
    assert.ok(performance.now() - begun < 9_000);
    assert.deepEqual(states(found), [
      ['Silent', 'down'],
      ['Payments', 'up'],
    ]);
    assert.match(found.says, /Silent: http:\S+ did not answer within 3\.5 s\./);
  });

  test('where nothing outside answers, it says that it may be us', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const found = await ask({ title: 'One', url: nobody }, { title: 'Two', url: nobody });
    assert.equal(found.verdict, 'sick');
    assert.match(found.says, /perhaps it is our own way out that fails\.$/);
  });

  test('the secret of a URL is never said, and one that is not set is said by name', async () => {
    const url = await serve((request, response) => response.writeHead(500).end(`no ${request.url}`));
    const found = await ask(
      { title: 'Payments', url: `${url}/health?key=\${PAYMENTS_KEY}` },
      { title: 'Other', url: `\${OTHER_URL}` },
    );
    assert.doesNotMatch(JSON.stringify(found), /canary-key-77/);
    assert.match(found.says, /answers 500: no \/health\?key=\*\*\*\. Other: OTHER_URL is not set\.$/);
  });
});
