import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { readConfig } from '../../client/codec-server/config.ts';
import { type RunningCodecServer, startCodecServer } from '../../client/codec-server/main.ts';
import { freePort } from '../../servers/process.ts';
import { TestBrowser } from '../harness/browser.ts';
import { spellingsOf } from '../harness/canaries.ts';
import { notOurOwn, unavailable } from '../harness/servers.ts';
import { TemporalUi } from '../harness/temporal-ui.ts';
import { bytesOf, EncryptedWorld, newKey } from '../integration/codec/encrypted-world.ts';

const skip = (await notOurOwn('temporal')) || (await unavailable('browser'));
const keys = newKey('k1');
const said = 'Canary4712';

describe('the Temporal UI, through the codec server', { skip }, () => {
  let world: EncryptedWorld;
  let codec: RunningCodecServer;
  let browser: TestBrowser;

  before(async () => {
    const port = await freePort();
    browser = await TestBrowser.start();
    world = await EncryptedWorld.open({ codecEndpoint: `http://127.0.0.1:${port}` });
    await world.workerComes(keys);
    const settings = {
      MAYDAY_ENCRYPTION_KEYS: keys,
      MAYDAY_CODEC_PORT: `${port}`,
      MAYDAY_CODEC_ORIGINS: world.uiUrl,
    };
    codec = await startCodecServer(readConfig(settings), pino({ level: 'silent' }));
  });
  after(async () => {
    await codec?.stop();
    await world?.close();
    await browser?.end();
  });

  test('a run started in its form is shown as it was written, while Temporal has what workers said in no other form than encrypted', async () => {
    const visitor = await browser.visitor();
    const ui = new TemporalUi(await visitor.tab(), world.uiUrl);
    await ui.starts('by-hand', 'generalIncident', { system: 'shop', summary: 'the checkout is slow' });
    await ui.opens(/^incident:shop:generalIncident:/);
    assert.match(await ui.details(/the checkout is slow/), /INC-\w{6}/);
    await ui.signals('note', { text: `${said} calls`, by: 'alice' });
    await ui.details(new RegExp(`${said} calls`));
    await ui.shows('History');
    await ui.page.getByText('the checkout is slow').first().waitFor();

    const [, id = ''] = /\/workflows\/([^/]+)/.exec(ui.page.url()) ?? [];
    const { client } = await world.client();
    const history = await client.workflow.getHandle(decodeURIComponent(id)).fetchHistory();
    const bytes = bytesOf(history).toString('latin1');
    assert.ok(
      spellingsOf(Buffer.from('the checkout is slow')).every((spelling) => !bytes.includes(spelling)),
    );
    await visitor.leaves();
  });

  test('a page of another origin is given nothing', async () => {
    const visitor = await browser.visitor();
    visitor.expects(/has been blocked by CORS policy/, /\/decode net::ERR_FAILED/, /Failed to load resource/);
    const page = await visitor.tab();
    await page.goto(`${world.uiUrl.replace('127.0.0.1', 'localhost')}/namespaces/default/workflows`);
    const asked = await page.evaluate(async (address) => {
      const headers = { 'content-type': 'application/json', 'x-namespace': 'default' };
      return await fetch(`${address}/decode`, { method: 'POST', headers, body: '{"payloads":[]}' }).then(
        ({ status }) => `${status}`,
        () => 'refused by the browser',
      );
    }, codec.address);
    assert.equal(asked, 'refused by the browser');
    await visitor.leaves();
  });
});
