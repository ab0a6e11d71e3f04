import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { buildGateway } from '../../../client/gateway/server.ts';
import { readKey } from '../../../client/keys/key-folder.ts';
import { publicKeyOf } from '../../../client/keys/private-key.ts';
import { until } from '../../../servers/process.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { type Answered, BoardGuest } from '../../harness/board-guest.ts';
import { Live } from '../../harness/live.ts';
import type { LiveIncident } from '../../harness/live-incident.ts';
import { stackUnavailable } from '../../harness/servers.ts';

const url = 'http://127.0.0.1:8080';
const edits = [
  ['stability:\n', 'phases:\n  - { title: First, to: 15m, items: [look, tell] }\n\nstability:\n'],
] as const;

describe("what people say by the forms of an incident's page", { skip: await stackUnavailable() }, () => {
  let live: Live;
  let app: FastifyInstance;
  let alice: BoardGuest;
  let incident: LiveIncident;
  before(async () => {
    live = await Live.start({ edits });
    const key = (await readKey(live.stack.keysDir, 'alice')) ?? '';
    app = buildGateway({
      config: {
        credentials: 'anyone',
        board: {
          keys: ['0123456789abcdef0123456789abcdef'],
          url,
          readers: [],
          archiveDir: live.stack.archiveDir,
        },
        environment: { DEMO_ALICE_PUBLIC_KEY: publicKeyOf(key) },
      },
      client: live.stack.client,
      catalogue: openCatalogue(live.place('systems')),
      log: pino({ level: 'silent' }),
    });
    alice = new BoardGuest(app);
    await alice.signIn(key, url);
    await live.breakShop();
    incident = await live.alert('board verbs');
    await incident.says(/^Plan 1 waits for approval/);
  });
  after(async () => {
    await app?.close();
    await live?.end();
  });

  const place = () => `/board/incidents/${incident.name}`;
  /** The page once it shows something, as a tab would see it. */
  async function page(shows = /<h1>INC-/): Promise<Answered> {
    const seen: Answered[] = [];
    await until(async () => shows.test(seen[seen.push(await alice.get(place())) - 1]?.body ?? ''), {
      deadlineMs: 60_000,
    });
    return seen.at(-1) as Answered;
  }

  /** Sends a form of the page and follows it. */
  async function say(verb: string, fields: Record<string, string> = {}): Promise<string> {
    const sent = await alice.submit(await page(), `${place()}/${verb}`, fields);
    assert.deepEqual([sent.status, sent.location], [303, place()], sent.says);
    return flash(await alice.get(sent.location));
  }

  const flash = ({ body }: Answered) => /<p class="flash[^>]*>([^<]*)/.exec(body)?.[1] ?? '';
  const by = { kind: 'person', name: 'alice', door: 'board', verified: false } as const;

  test('each of them changes the incident, in the name that its file gives them', async () => {
    assert.match(await say('acknowledge'), /acknowledged/);
    assert.match(await say('update', { text: 'We are on it.' }), /\w/);
    assert.match(await say('note', { text: 'Seen <b>before</b>.', kind: 'cause' }), /\w/);
    assert.match(await say('assign', { to: 'incident-commander' }), /is the incident commander/);
    assert.match(await say('severity', { severity: 'P1', reason: 'half of them' }), /it is High now/);
    assert.match(await say('impact', { users: '1200', functions: 'checkout' }), /1200 users; checkout/);
    assert.match(await say('tick', { item: '2' }), /done: tell/);
    const { pending } = await incident.view();
    assert.match(await say('extend', { minutes: '30' }), /plan 1 waits until/);
    assert.match(await say('run-checks'), /the checks run/);

    const view = await incident.view();
    assert.deepEqual(view.acknowledgedBy, by);
    assert.equal(view.commander, 'incident-commander');
    assert.equal(view.severity, 'P1');
    assert.deepEqual(view.impact, { users: 1200, functions: 'checkout' });
    assert.deepEqual(view.checklist?.find(({ item }) => item === 2)?.doneBy, by);
    assert.equal(
      Date.parse(view.pending?.expiresAt ?? '') - Date.parse(pending?.expiresAt ?? ''),
      30 * 60_000,
    );
    assert.deepEqual(await incident.facts('noted'), [
      { kind: 'noted', by, text: 'We are on it.', as: 'update' },
      { kind: 'noted', by, text: 'Seen <b>before</b>.', as: 'cause' },
    ]);
    await until(async () => (await incident.facts('checked')).length > 1, { deadlineMs: 60_000 });
    const shown = await page(/1200 users; checkout/);
    assert.match(shown.body, /aria-current="step">mitigating</);
    assert.match(shown.body, /High \(P1\)/);
    assert.doesNotMatch(shown.body, /<b>before/);
  });

  test('a form that is sent twice counts once; what it says is said again from a page that shows it', async () => {
    const shown = await page();
    const action = `${place()}/note`;
    const both = [0, 1].map(() => alice.submit(shown, action, { text: 'twice' }));
    for (const { status } of await Promise.all(both)) assert.equal(status, 303);
    const twice = async () => (await incident.facts('noted')).filter(({ text }) => text === 'twice').length;
    assert.equal(await twice(), 1);
    const said = hidden(shown, action);
    await until(async () => hidden(await alice.get(place()), action) !== said, { deadlineMs: 60_000 });
    await say('note', { text: 'twice' });
    assert.equal(await twice(), 2);
  });

  const hidden = ({ body }: Answered, action: string) =>
    /name="once" value="([^"]*)"/.exec(body.split(`action="${action}"`)[1] ?? '')?.[1];

  test('what is refused says why, and what was typed is still there', async () => {
    const refused = async (verb: string, fields: Record<string, string>) =>
      await alice.post(`${place()}/${verb}`, { ...(await alice.formOf(place())), ...fields });

    const severity = await refused('severity', { severity: 'P9', reason: 'a "reason" of mine' });
    assert.equal(severity.status, 409);
    assert.match(flash(severity), /P9&#34; is no severity of demo: P0 \(Critical\)/);
    assert.match(severity.body, /value="a &#34;reason&#34; of mine"/);

    const undo = await refused('undo', { plan: '1' });
    assert.equal(undo.status, 409);
    assert.match(flash(undo), /plan 1 was never applied, so there is nothing to take back/);

    const publish = await refused('publish', { status: 'identified', message: 'Sorry.' });
    assert.match(flash(publish), /demo has no &#34;publicUpdates&#34; in its file/);

    const extend = await refused('extend', { minutes: 'a while' });
    assert.equal(extend.status, 422);
    assert.match(flash(extend), /^Write 1 to 60 minutes\.$/);
    assert.match(extend.body, /name="minutes"[^>]*value="a while"/);

    assert.equal((await refused('explode', {})).status, 404);
    assert.equal((await alice.post(`${place()}/acknowledge`)).status, 403, 'not from a page of the session');
  });

  test('a tab that asks again for the same state is told that nothing changed', async () => {
    const ask = (etag = '') =>
      app.inject({
        url: place(),
        headers: { 'x-board-live': '1', cookie: alice.cookie, ...(etag ? { 'if-none-match': etag } : {}) },
      });
    const first = await ask();
    assert.deepEqual(Object.keys(first.json()).sort(), [
      'actions',
      'checklist',
      'clocks',
      'findings',
      'headline',
      'mitigations',
      'plans',
      'timeline',
    ]);
    assert.equal((await ask(String(first.headers.etag))).statusCode, 304);
  });

  test('without a worker the page says so, and what is sent is on record and counts later', async () => {
    await live.worker.kill();
    const shown = await page(/No worker answers/);
    assert.match(shown.body, /High \(P1\)/, 'what it said last');
    const sent = await alice.submit(shown, `${place()}/note`, { text: 'nobody is there' });
    assert.equal(sent.status, 303);
    assert.match(flash(await alice.get(place())), /has not answered yet; it counts when a worker gets to it/);
    await live.workerComes();
    await until(async () => (await incident.facts('noted')).some(({ text }) => text === 'nobody is there'), {
      deadlineMs: 60_000,
    });
    await until(async () => !/No worker answers/.test((await alice.get(place())).body), {
      deadlineMs: 60_000,
    });
  });

  test('by hand, again, and over: the page ends with its record', async () => {
    assert.match(await say('take-over'), /nothing is proposed until a recheck/);
    assert.deepEqual((await incident.view()).takenOverBy, by);
    await page(/works by hand/);
    assert.match(await say('recheck'), /looking again/);
    await incident.says(/^Plan 2 waits for approval/);
    await page(/Skip plan 2/);
    assert.match(await say('skip'), /skipped/);
    assert.match(await say('resolve', { as: 'false alarm', reason: 'a test' }), /\w/);
    const over = await page(/It is over/);
    assert.doesNotMatch(over.body, /\/resolve"/);
    const [resolved] = await incident.facts('resolved');
    assert.partialDeepStrictEqual(resolved, { kind: 'resolved', by, as: 'false alarm', because: 'a test' });
    const archived = await page(/Its record and post-mortem/);
    assert.match(archived.body, new RegExp(`href="/board/closed/${incident.name}"`));
    await incident.replays();
  });
});
