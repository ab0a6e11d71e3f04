import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { pino } from 'pino';
import { readConfig } from '../../../client/codec-server/config.ts';
import { type RunningCodecServer, startCodecServer } from '../../../client/codec-server/main.ts';
import { findOnce } from '../../../servers/find.ts';
import { until } from '../../../servers/process.ts';
import { temporalRecipe } from '../../../servers/temporal.ts';
import { spellingsOf } from '../../harness/canaries.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { EncryptedWorld, newKey, opens, timeline } from './encrypted-world.ts';

const run = promisify(execFile);
const keys = newKey('k1');
const token = 'a-token-of-the-command-0123456789';
const canary = 'Canary4712';
const said = `the checkout of ${canary} is slow`;
/** Also in base64, in which a history in JSON has its payloads. */
const tells = (text: string) => spellingsOf(Buffer.from(canary)).some((spelling) => text.includes(spelling));

describe('The temporal command, through the codec server', { skip: await notOurOwn('temporal') }, () => {
  let world: EncryptedWorld;
  let server: RunningCodecServer;
  let program: string;
  let incident: WorkflowHandle;

  before(async () => {
    const found = await findOnce(temporalRecipe);
    assert.equal(found.kind, 'program');
    program = found.kind === 'program' ? found.path : '';
    world = await EncryptedWorld.open({ headless: true });
    await world.workerComes(keys);
    incident = await opens(await world.client(keys), said);
    await until(async () => JSON.stringify(await timeline(incident)).includes(said), { deadlineMs: 60_000 });
    const settings = { MAYDAY_ENCRYPTION_KEYS: keys, MAYDAY_CODEC_TOKEN: token, MAYDAY_CODEC_PORT: '0' };
    server = await startCodecServer(readConfig(settings), pino({ level: 'silent' }));
  });
  after(async () => {
    await server?.stop();
    await world?.close();
  });

  async function temporal(...words: string[]): Promise<string> {
    const at = ['--address', world.address, '--workflow-id', incident.workflowId];
    const env = { PATH: process.env.PATH, HOME: '/nonexistent' };
    return await run(program, ['workflow', ...words, ...at], {
      env,
      timeout: 60_000,
      maxBuffer: 1 << 26,
    }).then(
      ({ stdout, stderr }) => stdout + stderr,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
    );
  }

  const show = ['show', '--output', 'json'];

  test('shows what was said to who has the token', async () => {
    const endpoint = ['--codec-endpoint', server.address, '--codec-auth', `Bearer ${token}`];
    assert.ok(tells(await temporal(...show, ...endpoint)));
    const answered = await temporal('query', '--type', 'timeline', ...endpoint);
    assert.ok(tells(answered), answered);
    const byPath = ['--codec-endpoint', `${server.address}/{namespace}`, '--codec-auth', `Bearer ${token}`];
    assert.ok(tells(await temporal(...show, ...byPath)));
  });

  test('shows nothing of it without, or with another token', async () => {
    const plain = await temporal(...show);
    assert.match(plain, /"eventId": "1"/);
    for (const auth of [[], ['--codec-auth', 'Bearer another-token-0123456789']]) {
      const refused = await temporal(...show, '--codec-endpoint', server.address, ...auth);
      assert.match(refused, /level=ERROR/);
      assert.ok(!tells(refused));
    }
    assert.ok(!tells(plain));
  });

  test('sends a signal that is encrypted on its way', async () => {
    const endpoint = ['--codec-endpoint', server.address, '--codec-auth', `Bearer ${token}`];
    const input = JSON.stringify({ by: 'alice', text: `noted with ${canary}` });
    await temporal('signal', '--name', 'note', '--input', input, ...endpoint);
    const heard = async () => JSON.stringify(await timeline(incident)).includes(`noted with ${canary}`);
    await until(heard, { deadlineMs: 60_000 });
    assert.ok(!tells(await temporal(...show)));
  });
});
