import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from '../../harness/servers.ts';
import { type ManyOpen, manyOpen } from './many-open.ts';

const tabs = 100;
const seconds = 20;

describe('a hundred open tabs', { skip: await unavailable('temporal') }, () => {
  let world: ManyOpen;
  before(async () => {
    world = await manyOpen(tabs);
  });
  after(() => world?.close());

  /** Every tab asks each 2 s; answers with how many calls a second that made, and fails if a page could not be shown. */
  async function loaded(pathOf: (tab: number) => string): Promise<number> {
    const began = Date.now();
    const before = world.calls.length;
    const until = began + seconds * 1_000;
    const statuses = new Map<number, number>();
    const tab = async (i: number) => {
      await sleep((i * 2_000) / tabs);
      while (Date.now() < until) {
        const next = Date.now() + 2_000;
        const { status } = await world.look(pathOf(i));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        await sleep(Math.max(0, next - Date.now()));
      }
    };
    await Promise.all(Array.from({ length: tabs }, (_, i) => tab(i)));
    assert.deepEqual([...statuses.keys()], [200]);
    return (world.calls.length - before) / ((Date.now() - began) / 1_000);
  }

  test('on the list of a hundred open incidents ask Temporal at most five times a second', async (t) => {
    const rate = await loaded(() => '/board');
    t.diagnostic(`${rate.toFixed(2)} calls a second`);
    assert.ok(rate <= 5, `${rate} calls a second`);
    assert.ok(rate > 1, 'and they do ask');
  });

  test('on a hundred different incidents, too', async (t) => {
    const rate = await loaded((i) => `/board/incidents/${world.ids[i]}`);
    t.diagnostic(`${rate.toFixed(2)} calls a second`);
    assert.ok(rate <= 5, `${rate} calls a second`);
    assert.ok(rate > 1, 'and they do ask');
  });

  test('leave room for whoever has just said something, and for what Temporal lists as changed', async () => {
    const id = world.ids[7] ?? '';
    const path = `/board/incidents/${encodeURIComponent(id)}`;
    const storm = loaded((i) => `/board/incidents/${world.ids[i]}`);
    await sleep(5_000);
    const page = await world.guest.get(path);
    const action = /action="([^"]+\/note)"/.exec(page.body)?.[1] ?? '';
    const sent = await world.guest.submit(page, action, { text: 'seen at once', kind: 'update' });
    const { body } = await world.guest.get(path);
    await world.note(world.ids[9] ?? '', 'what the list says');
    let listed = '';
    for (let looks = 0; looks < 12 && !listed.includes('what the list says'); looks += 1) {
      await sleep(1_000);
      listed = (await world.look(`/board/incidents/${world.ids[9]}`)).body;
    }
    await storm;
    assert.match(listed, /what the list says/);
    assert.equal(sent.status, 303, sent.body);
    assert.match(body, /Waits for[\s\S]{0,200}seen at once/);
  });
});
