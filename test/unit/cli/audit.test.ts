import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import { madeRecord } from '../archive/record.ts';
import { alice, auditor, sealedRecord } from '../archive/sealed-record.ts';
import { captured } from './captured.ts';

describe('mayday audit', () => {
  let archive: string;
  const record = sealedRecord();
  const audit = (...words: string[]) =>
    captured(['audit', ...words], {
      MAYDAY_ARCHIVE_DIR: archive,
      MAYDAY_AUDIT_PUBLIC_KEY: auditor.publicKey,
    });

  before(async () => {
    archive = await mkdtemp(path.join(tmpdir(), 'mayday-audit-'));
    await keep('00000000', record);
  });
  after(() => rm(archive, { recursive: true, force: true }));

  async function keep(key: string, kept: IncidentRecord, name = kept.incident): Promise<void> {
    const folder = path.join(archive, `${name}-${key}`);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'record.json'), JSON.stringify(kept));
  }

  test('a record that nobody touched is told with its decisions, and what could not be checked', async () => {
    const { code, out, err } = await audit(record.incident);
    assert.equal(code, 0, out + err);
    assert.match(out, /alice \(cli\) approved plan 2 · plan hash aaaaaaaa · signature not checked$/m);
    assert.match(
      out,
      /too many \| clients, see `pg_stat_activity` & <b>help<\/b> # not a heading$/m,
      'in one line',
    );
    assert.match(out, /^No public key of alice is known here: what it signed could not be checked\.$/m);
    assert.match(
      out,
      /^No history lies beside the record: what was ordered could not be held against it\.$/m,
    );
    assert.match(out, /^✔ 19 entries, chain unbroken, 1 checkpoint signed by [0-9a-f]{8}, sealed at \d\d:/m);
    const keys = path.join(archive, 'keys.yaml');
    await writeFile(keys, `alice: { publicKey: "${alice.publicKey}" }\n`);
    assert.match(
      (await audit(record.incident, '--keys', keys)).out,
      /approved plan 2 · plan hash aaaaaaaa · signed$/m,
    );
  });

  test('a record that somebody touched is told with what is not as written, for programs as well', async () => {
    const last = record.timeline.length - 1;
    const entry = record.timeline[last];
    assert.ok(entry?.fact.kind === 'resolved');
    const touched = { ...entry, fact: { ...entry.fact, because: 'all was well' } };
    await keep('1', { ...record, timeline: record.timeline.with(last, touched) }, 'INC-000001');
    const { code, out, err } = await audit('INC-000001');
    assert.equal(code, 1);
    assert.match(out, /^✖ {2}19 .* Resolved as fixed by Mayday: all was well$/m);
    assert.match(out, /^✖ entry 19 of 19 \(resolved, \d\d:\d\d:\d\d\) is not what was written$/m);
    assert.doesNotMatch(out, /✔/);
    assert.match(err, /: one thing is not as written\.$/m);
    const { intact, faults } = JSON.parse((await audit('INC-000001', '--json')).out);
    assert.deepEqual([intact, faults.length], [false, 1]);
  });

  test('an unsigned record says so first, and proves nothing to who has a key', async () => {
    const unsigned = sealedRecord(null);
    await keep('2', unsigned, 'INC-000002');
    const trusting = await captured(['audit', 'INC-000002'], { MAYDAY_ARCHIVE_DIR: archive });
    assert.equal(trusting.code, 0, trusting.out);
    assert.match(trusting.out, /^INC-.*\nNothing is signed \(the worker has no MAYDAY_AUDIT_KEY\)/);
    const { code, out } = await audit('INC-000002');
    assert.equal(code, 1);
    assert.match(out, /^✖ the seal is not signed, and a key was given to hold it against$/m);
  });

  test('a record from before entries were chained is no proof of anything', async () => {
    const old: IncidentRecord = JSON.parse(JSON.stringify(madeRecord()).replaceAll('"needs":1,', ''));
    await keep('3', { ...old, incident: record.incident }, 'INC-000003');
    const { code, out, err } = await audit('INC-000003');
    assert.equal(code, 1);
    assert.match(out, /^Made before entries were chained: nothing here can be proved\.$/m);
    assert.match(err, /was made before entries were chained/);
  });

  test('whatever stands in a record, the audit comes to an end with a verdict', async () => {
    const broken: unknown[] = [
      null,
      7,
      {},
      { fact: null },
      { id: 1, at: 2, fact: { kind: 'planned' }, chain: 'x' },
    ];
    for (const [i, entry] of broken.entries()) {
      const timeline = [...record.timeline, entry] as IncidentRecord['timeline'];
      await keep('4', { ...record, timeline, seal: [] as never }, `INC-00001${i}`);
      const { code, out, err } = await audit(`INC-00001${i}`);
      assert.equal(code, 1, `${JSON.stringify(entry)}: ${err}`);
      assert.match(out, /^✖ /m, JSON.stringify(entry));
    }
  });

  test('what is no incident of the archive, or more than one, is told what to write instead', async () => {
    const cases: [words: string[], code: number, says: RegExp][] = [
      [[], 2, /^It takes a closed incident, or --history FILE: one of them\.$/m],
      [['INC-1', '--history', 'x'], 2, /^It takes a closed incident, or --history FILE/m],
      [['INC-ZZZZZZ'], 1, /^The archive at .* has no INC-ZZZZZZ: it has not ended, or MAYDAY_ARCHIVE_DIR/m],
      [['nonsense!'], 2, /^"nonsense!" is no incident: write it like INC-7K3FQ2\.$/m],
      [['INC-0000'], 2, /^"INC-0000" begins several: INC-0000/m],
      [['--history', '/nowhere'], 2, /^\/nowhere cannot be read: /m],
      [['--history', import.meta.filename], 1, /cannot be audited\. It is no JSON/],
      [[record.incident, '--key', 'abc'], 2, /^"abc" is no Ed25519 public key/m],
      [[record.incident, '--keys', '/nowhere'], 2, /^\/nowhere cannot be read: /m],
    ];
    for (const [words, code, says] of cases) {
      const said = await audit(...words);
      assert.equal(said.code, code, `${words}: ${said.err}`);
      assert.match(said.err, says);
    }
  });
});
