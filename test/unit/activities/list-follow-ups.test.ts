import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listFollowUps } from '../../../activities/follow-ups/list-follow-ups.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import type { EndedIncident } from '../../../workflows/contract/follow-ups.ts';

const ended: EndedIncident = {
  keyId: 'key',
  incident: 'INC-7K3FQ2',
  system: 'shop',
  systemTitle: 'Shop',
  runbook: 'generalIncident',
  severity: 'P1',
  label: 'P1',
  summary: 'checkout is slow',
  openedAt: '2026-11-19T12:00:00.000Z',
  endedAt: '2026-11-19T16:00:00.000Z',
  fixed: true,
  reviews: [],
};

const people = `
title: Shop
people: { alice: {}, bob: {}, dora: {}, nobody: { placeholder: "[manager]" } }
roles:
  on-call: [alice]
  lead: [bob]
  manager: [nobody]
  director: [dora]
ladder:
  response: [on-call, lead]
`;

describe('Who owns what is left to do, and who hears when it is overdue', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-follow-ups-'));
    const write = (id: string, more: string) =>
      writeFile(path.join(folder, `${id}.yaml`), `system: ${id}\n${people}${more}`);
    await write('shop', 'commander: lead\n');
    await write('vacant', 'commander: manager\n');
    await write('ladders', '  resolution: [{ role: director, after: 1h }]\n');
    await write('broken', 'colour: green\n');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const listed = (differs: Partial<EndedIncident>) =>
    listFollowUps({ catalogue: openCatalogue(folder), searchAttributes: true })({ ...ended, ...differs });
  const owner = async (differs: Partial<EndedIncident>) => {
    const { items } = await listed(differs);
    return [items[0]?.owner, items[0]?.people];
  };

  test("the incident's commander, a role or a person, comes first", async () => {
    assert.deepEqual(await owner({ commander: 'director', acknowledgedBy: 'alice' }), ['director', ['dora']]);
    assert.deepEqual(await owner({ commander: 'erin' }), ['erin', ['erin']]);
  });

  test("then the file's commander, unless that is a placeholder, then who acknowledged", async () => {
    assert.deepEqual(await owner({ acknowledgedBy: 'alice' }), ['lead', ['bob']]);
    assert.deepEqual(await owner({ system: 'vacant', acknowledgedBy: 'dora' }), ['dora', ['dora']]);
  });

  test('else the first of the ladder, assumed', async () => {
    assert.deepEqual(await owner({ system: 'vacant' }), ['on-call', ['alice']]);
    const { assumed } = await listed({ system: 'vacant' });
    assert.ok(assumed.includes('owner: there was no commander and nobody acknowledged, so on-call'));
  });

  test('the resolution ladder hears of what is overdue, where there is none the response ladder', async () => {
    const roles = async (system: string) => (await listed({ system })).ladder.map(({ role }) => role);
    assert.deepEqual(await roles('ladders'), ['director']);
    assert.deepEqual(await roles('shop'), ['on-call', 'lead']);
  });

  test('a file that cannot be had leaves what Mayday assumes, and says so', async () => {
    for (const system of ['broken', 'unknown']) {
      const { items, assumed, ladder } = await listed({ system, acknowledgedBy: 'alice' });
      assert.equal(items.length, 2);
      assert.equal(items[0]?.owner, 'alice');
      assert.deepEqual(ladder, []);
      assert.equal(assumed[0], `follow-ups: the file of ${system} cannot be had at the moment`);
    }
  });

  test('what somebody approved alone is reviewed within a week, first of all and also after a false alarm', async () => {
    const reviews = ['look at it together: alice approved plan 3 alone (break-glass: bob is on a plane)'];
    const { items } = await listed({ reviews });
    assert.deepEqual(
      [items[0]?.number, items[0]?.title, items[0]?.due],
      [1, reviews[0], '2026-11-26T16:00:00.000Z'],
    );
    assert.ok(items.length > 1);
    assert.equal((await listed({ reviews, fixed: false })).items.length, 1);
    assert.deepEqual((await listed({ fixed: false })).items, []);
  });
});
