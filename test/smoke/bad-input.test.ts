import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort, until } from '../../servers/process.ts';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { incidentQuery } from '../../workflows/contract/messages.ts';
import { stackUnavailable } from '../harness/servers.ts';
import { commands, json, odd, starts, unreadable } from './bad-input-cases.ts';
import { BadInputWorld, malformed } from './bad-input-world.ts';

describe('Bad input on the whole stack', { skip: await stackUnavailable() }, () => {
  let world: BadInputWorld;
  before(async () => {
    world = await BadInputWorld.open();
  });
  after(() => world?.close());

  test('a runbook that nobody wrote fails at once, with the list of those there are', async () => {
    const says = await world.failure(await world.start('databaseIssue', json({ system: 'demo' })));
    assert.match(
      says,
      /^There is no runbook "databaseIssue"\. Start one of: .*databaseIssues \(.+; generalIncident \(/,
    );
  });

  for (const [title, input, says] of starts) {
    test(`a start with ${title} fails at once, with a sentence that says what to write`, async () => {
      const workflowId = await world.start('databaseIssues', input);
      assert.match(await world.failure(workflowId), says);
      assert.deepEqual(await world.failedTasks(workflowId), []);
    });
  }

  test('one malformed file of the catalogue costs its own system only', async () => {
    const ready = await fetch(`${world.stack.gatewayUrl}/readyz`);
    assert.equal(ready.status, 200);
    assert.match(await ready.text(), /broken\.yaml:/);
    const ofBroken = await world.alert('of the broken system', { alertname: 'BrokenDown' });
    assert.match(ofBroken, /^incident:demo:generalIncident:/);
    const ofShop = { alertname: 'ShopDatabaseConnectionsExhausted', service: 'demo-shop' };
    const incident = world.stack.client.workflow.getHandle(await world.alert('of the shop', ofShop));
    const { phase } = (await incident.result()) as { phase: string };
    assert.equal(phase, 'resolved');
  });

  test('the gateway refuses a wrong token, a large body and what is no message, and opens nothing', async () => {
    const before = await world.runs();
    const answers: [Response, number, RegExp][] = [
      [await world.post('{}', 'wrong'), 401, /credentials are wrong or missing/],
      [await world.post('x'.repeat(6 * 1024 * 1024)), 413, /larger than 5 MB: let it hold fewer alerts/],
      [await world.post('{"groupKey":'), 400, /^\{"error":"The body is not JSON/],
      [await world.post('{"groupKey":"g","alerts":{}}'), 400, /alerts: .*expected a list of alerts/],
    ];
    for (const [response, status, says] of answers) {
      assert.match(await response.text(), says);
      assert.equal(response.status, status);
    }
    assert.equal(await world.runs(), before);
  });

  describe('messages to an open incident', () => {
    let incident: string;
    before(async () => {
      incident = incidentWorkflowId('broken', 'databaseIssues', 'messages');
      const openedBy = { kind: 'alerts', door: 'alertmanager' };
      await world.start('databaseIssues', json({ system: 'broken', openedBy }), incident);
      await until(async () => (await world.facts(incident, 'up to people')).length > 0, {
        deadlineMs: 60_000,
      });
    });

    test('which an alert opened on the malformed system: a general one, that pages those of the catch-all', async () => {
      const [degraded] = await world.facts(incident, 'degraded');
      assert.match(degraded?.because ?? '', /^The file of system broken has to be mended first/);
      const [paged] = await world.facts(incident, 'paged');
      assert.deepEqual([paged?.role, paged?.people], ['on-call', ['alice']]);
    });

    test('that cannot be read are refused on the timeline, whatever the verb, and harm nothing', async () => {
      const verbs = await world.verbs(incident);
      for (const verb of ['alerts', 'acknowledge', 'approve', 'reject', 'note', 'recheck', 'resolve'])
        assert.ok(verbs.includes(verb), verb);
      for (const verb of verbs)
        for (const raw of Object.values(unreadable)) await world.signal(incident, verb, raw);
      await world.signal(incident, 'noSuchVerb', json({}));
      const expected = verbs.length * Object.keys(unreadable).length;
      await until(async () => (await world.facts(incident, 'message refused')).length >= expected, {
        deadlineMs: 60_000,
      });
      const refused = await world.facts(incident, 'message refused');
      assert.equal(refused.length, expected);
      const ofAck = refused.filter(({ verb }) => verb === 'acknowledge').map(({ because }) => because);
      assert.match(
        ofAck[0] ?? '',
        /^it could not be decoded \(.*json\/protobuf.*\); send it as json\/plain$/,
      );
      const view = await world.stack.client.workflow.getHandle(incident).query(incidentQuery);
      assert.deepEqual(
        [view.acknowledgedBy, view.phase, view.waitingFor],
        [undefined, 'triggered', 'people'],
      );
      assert.deepEqual(await world.failedTasks(incident), []);
    });

    test('that are nearly right freeze nothing, and a right one counts after them', async () => {
      for (const [verb, raw] of odd) await world.signal(incident, verb, raw);
      const { code, out, err } = await world.mayday(['note', incident, 'still here', '--as', 'alice']);
      assert.equal(code, 0, err);
      assert.match(out, /noted/);
      const notes = await world.facts(incident, 'noted');
      assert.deepEqual(
        notes.map(({ text }) => text.length).sort((a, b) => a - b),
        [1, 10, 4_000, 4_000],
      );
      assert.deepEqual(await world.failedTasks(incident), []);
      const ended = await world.mayday(['resolve', incident, '--as-false-alarm', '--as', 'alice']);
      assert.equal(ended.code, 0, ended.err);
    });
  });

  for (const [words, env, wanted, says] of commands) {
    test(`mayday ${words.join(' ')} ends with ${wanted} and a sentence`, async () => {
      const { code, out, err } = await world.mayday(words, env);
      assert.match(err.trim(), says);
      assert.deepEqual([code, out, err.trim().split('\n').length], [wanted, '', 1]);
    });
  }

  test('mayday says where Temporal should be when it is down', async () => {
    const TEMPORAL_ADDRESS = `127.0.0.1:${await freePort()}`;
    for (const words of [
      ['list'],
      ['show'],
      ['note', 'x'],
      ['start', 'databaseIssues', '--system', 'demo'],
    ]) {
      const { code, err } = await world.mayday(words, { TEMPORAL_ADDRESS });
      assert.equal(code, 1);
      assert.match(
        err,
        new RegExp(`^Temporal at ${TEMPORAL_ADDRESS} does not answer .*: start it, or set TEMPORAL_ADDRESS`),
      );
    }
  });

  test('mayday validate tells everything that is wrong with files, by line, and ends with 1', async () => {
    const both = await world.mayday(['validate']);
    assert.equal(both.code, 1);
    assert.match(both.out, /^broken\.yaml:\d+: /);
    const good = await world.mayday(['validate', path.join(world.systems, 'demo.yaml')]);
    assert.deepEqual([good.code, good.out], [0, 'demo: nothing to complain about.\n']);
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-validate-'));
    try {
      await writeFile(path.join(folder, 'a.yaml'), 'system: b\npoool: main\n');
      await writeFile(path.join(folder, 'c.yaml'), malformed);
      const { code, out, err } = await world.mayday(['validate', folder]);
      assert.equal(code, 1);
      assert.match(out, /^a\.yaml:2: poool: found an unknown key/m);
      assert.match(out, /^c\.yaml:\d+: /m);
      assert.match(err, /^\d+ things to mend\.$/m);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
