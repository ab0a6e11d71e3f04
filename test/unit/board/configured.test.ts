import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { buildGateway } from '../../../client/gateway/server.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { systemView } from '../../../client/systems/system-view.ts';
import { lazyTemporal } from '../../../client/temporal.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { riskRows } from '../../../systems/risk-rows.ts';
import { BoardGuest } from '../../harness/board-guest.ts';
import { bank, catalogueFolder } from '../cli/catalogue-folder.ts';

const own = fileURLToPath(new URL('../../../systems', import.meta.url));
const url = 'http://127.0.0.1:8080';
const alice = newKeyPair();
const canary = 'canary-5f1c-value-of-the-environment';

/** Alice of the demo, signed in at a board in front of that folder; nobody answers where it looks for Temporal. */
async function guest(folder: string, environment: Record<string, string> = {}): Promise<BoardGuest> {
  const { client } = lazyTemporal({ environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' }, identity: 'test' });
  const keys = ['0123456789abcdef0123456789abcdef'];
  const app = buildGateway({
    config: {
      credentials: 'anyone',
      board: { keys, url, readers: [], archiveDir: '/nowhere' },
      environment: { ...environment, DEMO_ALICE_PUBLIC_KEY: alice.publicKey },
    },
    client,
    catalogue: openCatalogue(folder),
    log: pino({ level: 'silent' }),
  });
  const visitor = new BoardGuest(app);
  const signed = await visitor.signIn(alice.privateKeyPem, url);
  assert.equal(signed.status, 303, signed.says);
  return visitor;
}

/** The demo's file, in which alice may sign in, beside these. */
async function folderWith(t: TestContext, files: Record<string, string>): Promise<string> {
  const demo = readFileSync(path.join(own, 'demo.yaml'), 'utf8');
  return catalogueFolder(t, { 'demo.yaml': demo, ...files });
}

/** What a page says, without tags. */
function said(body: string): string {
  return body
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}

const catalogue = openCatalogue(own);
const pages = [
  '/board/configured',
  ...catalogue.systems().map((system) => `/board/configured/systems/${system}`),
  '/board/configured/risks',
  '/board/configured/routes',
];

describe('what is configured, of the files of the project', () => {
  let visitor: BoardGuest;
  before(async () => {
    const named = new Set(
      catalogue
        .systems()
        .flatMap((system) => [
          ...readFileSync(path.join(own, `${system}.yaml`), 'utf8').matchAll(/\$\{(\w+)\}/g),
        ])
        .map(([, name = '']) => name),
    );
    assert.ok(named.size > 5);
    visitor = await guest(own, Object.fromEntries([...named].map((name) => [name, `${canary}-${name}`])));
  });
  after(() => visitor.app.close());

  for (const page of pages) {
    test(`${page} can be looked at, and shows no value of the environment`, async () => {
      const { status, body } = await visitor.get(page);
      assert.equal(status, 200, said(body));
      assert.match(body, /<h1>/);
      assert.doesNotMatch(body, new RegExp(canary));
      assert.ok(!body.includes(alice.publicKey), 'a whole key');
      assert.doesNotMatch(body, /undefined|\[object |NaN/);
      assert.doesNotMatch(body, / style="| on\w+="/);
    });
  }

  test('a page has each person, runbook, mitigation and assumption of its system', async () => {
    for (const system of catalogue.systems()) {
      const { body } = await visitor.get(`/board/configured/systems/${system}`);
      const text = said(body);
      const view = systemView(catalogue, system, new Date());
      for (const { name } of view.people) assert.ok(text.includes(name), `${system}: ${name}`);
      for (const { name, title } of view.runbooks) assert.ok(text.includes(`${title} ${name}`), name);
      for (const { name } of view.mitigations) assert.ok(body.includes(`id="mitigation-${name}"`), name);
      for (const says of view.assumed) assert.ok(text.includes(says.replaceAll(/\s+/g, ' ')), says);
    }
  });

  test('every change is on the page of risks, the worst first, and those of one system by themselves', async () => {
    const rows = riskRows(catalogue.systems().map((system) => catalogue.file(system)));
    const text = said((await visitor.get('/board/configured/risks')).body);
    const [from, to] = [rows[0], rows.at(-1)];
    assert.ok(from && to && from.risk === 'destructive' && to.risk !== 'destructive');
    assert.ok(text.indexOf(from.title) < text.lastIndexOf(to.title));
    for (const { title, doing } of rows) {
      assert.ok(text.includes(title), title);
      assert.ok(text.includes(doing.replaceAll('`', '').replaceAll(/\s+/g, ' ')), doing);
    }
    const demo = said((await visitor.get('/board/configured/risks?system=demo')).body);
    assert.ok(demo.includes('Terminate the sessions'));
    assert.ok(!demo.includes('FLUSHALL'));
  });

  test('every route is listed, the catch-all as such', async () => {
    const { body } = await visitor.get('/board/configured/routes');
    const text = said(body);
    for (const { match } of catalogue.routes())
      for (const pair of Object.entries(match)) assert.ok(text.includes(pair.join('=')), pair.join('='));
    assert.match(text, /What none of them takes goes to the catch-all, generalIncident of demo/);
  });

  test('where Temporal is away the pages about it say so', async () => {
    const ofTemporal = ['channels', 'workers', 'in-force'];
    const answers = await Promise.all(ofTemporal.map((page) => visitor.get(`/board/configured/${page}`)));
    for (const { status, body } of answers) {
      assert.equal(status, 200);
      assert.match(said(body), /Temporal (at \S+ )?(does not answer|has not been asked yet)/);
      assert.doesNotMatch(said(body), /No worker takes|Nothing is frozen/);
      assert.doesNotMatch(body, new RegExp(canary));
    }
  });

  test('a system that there is not is said so, with what was meant', async () => {
    const { status, says } = await visitor.get('/board/configured/systems/dmeo');
    assert.equal(status, 404);
    assert.match(says, /There is no system "dmeo"; did you mean "demo"\?/);
  });
});

describe('what is configured, of files that people write', () => {
  const nasty = '<script>alert(1)</script>"\'><img src=x>';

  test('words of a file are shown as they are written, and never open a tag', async (t) => {
    const hostile = JSON.stringify(nasty);
    const file = bank
      .replace('title: Bank', `title: ${hostile}`)
      .replace('title: Restart the API', `title: ${hostile}`)
      .replace(
        'Database trouble',
        nasty.replaceAll("'", "''").replace(/^.*$/, (text) => `'${text}'`),
      )
      .replace('"+1 555 0100"', hostile)
      .replace('"[CTO]"', hostile)
      .replace('too many clients', `${hostile}`)
      .replace('{ team: bank }', `{ team: ${hostile} }`);
    const folder = await folderWith(t, { 'bank.yaml': file });
    assert.deepEqual(openCatalogue(folder).problems(), []);
    const visitor = await guest(folder);
    t.after(() => visitor.app.close());
    const paths = ['', '/systems/bank', '/risks', '/routes', '/channels', '/in-force', '/workers'];
    const answers = await Promise.all(paths.map((each) => visitor.get(`/board/configured${each}`)));
    for (const { status, body } of answers) {
      assert.equal(status, 200);
      assert.doesNotMatch(body, /<script>|<img/);
    }
    const { body } = await visitor.get('/board/configured/systems/bank');
    assert.ok(said(body).includes(nasty));
  });

  test('who holds a placeholder, has no key or cannot be reached is said', async (t) => {
    const folder = await folderWith(t, { 'bank.yaml': bank });
    const visitor = await guest(folder, { FRANK_KEY: canary });
    t.after(() => visitor.app.close());
    const { body } = await visitor.get('/board/configured/systems/bank');
    const text = said(body);
    assert.match(text, /Nobody stands yet where the file has a placeholder: blank \(\[CTO\]\)/);
    assert.match(text, /erin on-call \+1 555 0100 · erin@bank\.example; backup frank may approve/);
    assert.match(text, /frank lead @frank may approve the key in \$\{FRANK_KEY\} (?!, which is not set)/);
    assert.ok(!body.includes(canary));
    assert.match(text, /destructive two of on-call, lead, cto only frank has a key or a Slack account/);
  });

  test('a key is told by its fingerprint, and a name without a value as not set', async (t) => {
    const key = newKeyPair().publicKey;
    const file = bank.replace('backup: frank', `backup: frank, publicKey: "${key}"`);
    const visitor = await guest(await folderWith(t, { 'bank.yaml': file }));
    t.after(() => visitor.app.close());
    const { body } = await visitor.get('/board/configured/systems/bank');
    assert.ok(!body.includes(key));
    assert.match(said(body), /key SHA256:[\w+/]{43}/);
    assert.match(said(body), /the key in \$\{FRANK_KEY\} , which is not set at this gateway/);
  });

  test('what is wrong with a file stands on top, and the others are still there', async (t) => {
    const folder = await folderWith(t, {
      'bank.yaml': bank.replace('commander: lead', 'comander: lead'),
    });
    const visitor = await guest(folder);
    t.after(() => visitor.app.close());
    const text = said((await visitor.get('/board/configured')).body);
    assert.match(text, /The catalogue has to be mended bank\.yaml:\d+: .*comander/);
    assert.match(text, /bank 1 to mend/);
    assert.match(text, /demo Demo shop/);
    const { status, says } = await visitor.get('/board/configured/systems/bank');
    assert.equal(status, 404);
    assert.match(says, /has to be mended first/);
  });
});

test('a file that an edit broke counts as it was, and its page says what is wrong', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-broken-'));
  await cp(path.join(own, 'demo.yaml'), path.join(folder, 'demo.yaml'));
  const visitor = await guest(folder);
  assert.equal((await visitor.get('/board/configured/systems/demo')).status, 200);
  const demo = readFileSync(path.join(own, 'demo.yaml'), 'utf8');
  await writeFile(path.join(folder, 'demo.yaml'), demo.replace('title: Demo shop', 'titel: Demo shop'));
  const { status, body } = await visitor.get('/board/configured/systems/demo');
  assert.equal(status, 200);
  assert.match(
    said(body),
    /demo\.yaml has to be mended demo\.yaml cannot be read as it is now: the version of/,
  );
  await visitor.app.close();
  await rm(folder, { recursive: true, force: true });
});
