import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Report } from '../../../archive/measures.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import { measuredRecord } from '../archive/measured-record.ts';
import { captured } from './captured.ts';

const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();
const targets = { response: 900, resolution: 3600 };

describe('mayday report', () => {
  let folder: string;
  const report = (...words: string[]) => captured(['report', ...words], { MAYDAY_ARCHIVE_DIR: folder });
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-report-'));
    const records = [
      { openedAt: ago(1), acknowledged: 60, ended: 600, targets },
      { openedAt: ago(2), acknowledged: 180, ended: 4200, targets },
      { openedAt: ago(3), as: 'false alarm' as const },
      { openedAt: ago(4), mode: 'dry-run' as const },
      {
        openedAt: ago(5),
        system: 'shop',
        severity: 'P2' as const,
        acknowledged: 30,
        targets: { response: 60 },
      },
      { openedAt: ago(50), system: 'old', acknowledged: 1 },
    ].map(measuredRecord);
    for (const [i, record] of records.entries()) await keep(`INC-00000${i}`, record);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function keep(name: string, record: IncidentRecord): Promise<void> {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, 'record.json'), JSON.stringify(record));
  }

  test('is a table of the last 30 days', async () => {
    const { code, out, err } = await report();
    assert.equal(
      out,
      `SYSTEM  SEVERITY  RUNBOOK         COUNT  MTTA      (median)  MTTR  (median)  RESPONSE  RESOLUTION  PEOPLE    MACHINE  ALSO
demo    Critical  databaseIssues  2      2 m       2 m       40 m  40 m      2 of 2    1 of 2      1 h 18 m  2 m      1 false alarm
shop    Critical  databaseIssues  1      30 s      30 s      10 m  10 m      1 of 1    –           9 m       1 m
all                               3      1 m 30 s  1 m       30 m  10 m      3 of 3    1 of 2      1 h 27 m  3 m      1 false alarm
RESPONSE, RESOLUTION: targets met of those there were. PEOPLE, MACHINE: time waited on people, and Mayday at work or watching, in all.
`,
    );
    assert.equal(err, 'Left out: 1 dry run.\n');
    assert.equal(code, 0);
  });

  test('is CSV with times in seconds', async () => {
    const { out } = await report('--csv', '--system', 'demo');
    assert.deepEqual(out.split(/\r?\n/), [
      'system,severity,label,runbook,incidents,not_resolved,false_alarms,duplicates,acknowledged,acknowledged_mean_s,acknowledged_median_s,resolved,resolved_mean_s,resolved_median_s,response_met,response_of,resolution_met,resolution_of,people_s,machine_s',
      'demo,P0,Critical,databaseIssues,2,0,1,0,2,120,120,2,2400,2400,2,2,1,2,4680,120',
      '',
    ]);
  });

  test('is one document with --json, and looks back as far as it is told', async () => {
    const { out } = await report('--json', '--since', '52w');
    const { rows, dryRuns }: Report = JSON.parse(out);
    assert.deepEqual(
      rows.map(({ system, incidents }) => [system, incidents]),
      [
        ['demo', 2],
        ['old', 1],
        ['shop', 1],
      ],
    );
    assert.equal(dryRuns, 1);
  });

  test('of shadow incidents is what Mayday would have done, against what people did', async () => {
    const of = ['--shadow', '--since', '2d'];
    assert.match((await report(...of)).err, /^No shadow incident in that time: "mode: shadow" in the file/);
    const record = measuredRecord({ openedAt: ago(0.5), mode: 'shadow' });
    const at = (seconds: number) => new Date(Date.parse(record.openedAt) + seconds * 1_000).toISOString();
    const by = { kind: 'person', name: 'alice', door: 'cli', verified: false } as const;
    const questions = ['limit: How many?'];
    const timeline: IncidentRecord['timeline'] = [
      {
        id: '1',
        at: at(40),
        fact: { kind: 'would ask answers', mitigation: 'limit', title: 'Limit it', questions },
      },
      { id: '2', at: at(300), fact: { kind: 'noted', by, text: 'restarted the pool' } },
      { id: '3', at: at(600), fact: { kind: 'well', says: 'it answers 200' } },
    ];
    await keep('INC-SHADOW', { ...record, summary: 'pages are slow', timeline });
    const { code, out } = await report(...of);
    assert.equal(
      out,
      `1 shadow incident: Mayday would have proposed a change in 1, after 40 s at the median; people had the system well after 10 m at the median.

INC-7K3FQ2  Critical  databaseIssues of demo, 12 h ago: pages are slow
First change proposed after 40 s; well again after 10 m.
  +40 s  Mayday  Would ask, before "Limit it" can be planned: limit: How many?
  +5 m   people  alice (cli, unverified): restarted the pool
  +10 m  seen    Well: it answers 200
`,
    );
    assert.equal(code, 0);
    assert.equal((await report('--since', '3w')).err, 'Left out: 1 dry run, 1 shadow incident (--shadow).\n');
    await rm(path.join(folder, 'INC-SHADOW'), { recursive: true });
  });

  test('says clearly where there is nothing to tell', async () => {
    const nowhere = await captured(['report'], { MAYDAY_ARCHIVE_DIR: '/nowhere' });
    assert.equal(
      nowhere.err,
      "There is no archive at /nowhere: set MAYDAY_ARCHIVE_DIR to the worker's folder.\n",
    );
    assert.equal(nowhere.code, 1);
    const unset = await captured(['report'], { HOME: '/nonexistent' });
    assert.match(unset.err, /^There is no archive at \/nonexistent\/\.local\/share\/mayday\/archive: set/);
    const bare = await mkdtemp(path.join(tmpdir(), 'mayday-report-'));
    const empty = await captured(['report'], { MAYDAY_ARCHIVE_DIR: bare });
    await rm(bare, { recursive: true });
    assert.match(empty.err, /holds no closed incident: none has ended yet, or MAYDAY_ARCHIVE_DIR is not/);
    assert.equal(
      (await report('--system', 'shpo')).err,
      'The archive has no incident of "shpo"; it has some of demo, old, shop.\n',
    );
    assert.equal(
      (await report('--system', 'old')).err,
      'No incident of old in the archive was opened in the last 30d: --since looks further back.\n',
    );
  });

  test('does not stop at a record that cannot be read', async () => {
    const broken = path.join(folder, 'INC-BROKEN');
    await mkdir(broken);
    await writeFile(path.join(broken, 'record.json'), '{');
    const { code, err } = await report();
    assert.match(err, /^INC-BROKEN\/record\.json cannot be read: /);
    assert.equal(code, 0);
    await rm(broken, { recursive: true });
  });
});
