import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createShelf } from '../../../archive/shelf.ts';
import { keepRecords, plausibleRecords } from '../../harness/archived.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

describe('The shelf of closed incidents', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-shelf-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const names = async (shelf: ReturnType<typeof createShelf>) =>
    (await shelf.look()).closed.map(({ incident }) => incident);

  test('has the newest first, and what came, changed and went since the last look', async () => {
    const records = plausibleRecords(5, now);
    const shelf = createShelf(folder, { rest: 0 });
    assert.deepEqual(await shelf.look(), { closed: [], problems: [] });
    const [first] = await keepRecords(folder, records.slice(1));
    const all = records.map(({ incident }) => incident);
    assert.deepEqual(await names(shelf), all.slice(1));
    await keepRecords(folder, records.slice(0, 1));
    assert.deepEqual(await names(shelf), all);
    const [, second] = records;
    assert.ok(second && first);
    await keepRecords(folder, [{ ...second, summary: 'told anew' }]);
    assert.equal((await shelf.look()).closed[1]?.summary, 'told anew');
    await rm(path.join(folder, first), { recursive: true });
    assert.deepEqual(await names(shelf), all.toSpliced(1, 1));
  });

  test('says what cannot be read and what is not understood, and shows the others; a folder without a record is not closed yet', async () => {
    const [one, odd] = plausibleRecords(2, now);
    assert.ok(one && odd);
    await keepRecords(folder, [one, { ...odd, incident: 'INC-ODD111', findings: undefined as never }]);
    await mkdir(path.join(folder, 'INC-0PEN00-00000000'));
    await mkdir(path.join(folder, 'INC-BAD000-00000000'));
    const bad = path.join(folder, 'INC-BAD000-00000000', 'record.json');
    await writeFile(bad, '{');
    const shelf = createShelf(folder, { rest: 0 });
    const { closed, problems } = await shelf.look();
    assert.deepEqual(
      closed.map(({ incident }) => incident),
      [one.incident],
    );
    assert.equal(problems.length, 2);
    assert.match(problems.join('\n'), /^INC-BAD000-00000000\/record\.json cannot be read: /m);
    assert.match(problems.join('\n'), /^INC-ODD111-\w+\/record\.json is not understood: /m);
    await writeFile(bad, JSON.stringify({ ...odd, incident: 'INC-BAD000' }));
    assert.deepEqual((await shelf.look()).closed.length, 2, 'it is read again once it has changed');
  });

  test('keeps as many as it may, those written last, and says how many it does not', async () => {
    const kept = await keepRecords(folder, plausibleRecords(4, now));
    for (const [i, name] of kept.entries()) {
      await utimes(path.join(folder, name, 'record.json'), 1_000 - i, 1_000 - i);
    }
    const { closed, problems } = await createShelf(folder, { most: 3 }).look();
    assert.deepEqual(
      closed.map((each) => each.folder),
      kept.slice(0, 3),
    );
    assert.deepEqual(problems, ['Only the 3 records that were written last are shown; 1 are not.']);
  });

  test('gives those that share a name an address of their own', async () => {
    const [a, b, c] = plausibleRecords(3, now);
    assert.ok(a && b && c);
    const [first, second] = await keepRecords(folder, [a, { ...b, incident: a.incident }, c]);
    const { closed } = await createShelf(folder).look();
    assert.deepEqual(
      closed.map(({ address }) => address),
      [first, second, c.incident],
    );
  });
});
