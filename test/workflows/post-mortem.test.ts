import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { measure } from '../../archive/measures.ts';
import { readRecords } from '../../archive/records.ts';
import { project } from '../../docs/generate/sources.ts';
import { noteSignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;

story(
  'an incident leaves a post-mortem in the form of its document, and what it took, for the report',
  async (stage) => {
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert({ system: 'neurocred', severity: 'P1' }, 'generalIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await stage.pass(10 * minute);
    await incident.acknowledge('alice');
    const by = { name: 'alice', door: 'cli' } as const;
    await incident.send(noteSignal, { by, text: 'the pool is never closed', kind: 'cause' });
    await stage.pass(20 * minute);
    await incident.resolve('alice', 'fixed', 'deployed a pool');
    await incident.result();

    const archive = path.join(stage.folder, 'archive');
    const [folder = ''] = await readdir(archive);
    const markdown = await readFile(path.join(archive, folder, 'post-mortem.md'), 'utf8');
    const headings = [...markdown.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    const sections = ['Incident Summary', 'Timeline', 'Root Cause', 'Resolution', 'Prevention'];
    assert.deepEqual(headings.slice(0, sections.length), sections);
    assert.match(markdown, /\*\*Primary cause:\*\*\n\n- the pool is never closed – alice/);
    assert.match(markdown, /^- \[ \] Action Items: root cause fixed, by .* UTC \(assumed\)$/m);
    assert.match(markdown, /^\| \*\*Response target\*\* \| met: it was 1 h \(assumed\) \|$/m);
    assert.match(markdown, /^\| \*\*Resolution target\*\* \| none: the file promises none \|$/m);

    const { rows } = measure(await readRecords(archive, assert.fail));
    const [row] = rows;
    assert.deepEqual([row?.system, row?.label, row?.runbook], ['neurocred', 'High', 'generalIncident']);
    assert.equal(Math.round((row?.acknowledged.median ?? 0) / minute), 10);
    assert.equal(Math.round((row?.resolved.median ?? 0) / minute), 30);
    assert.deepEqual(
      [row?.response, row?.resolution],
      [
        { met: 1, of: 1 },
        { met: 0, of: 0 },
      ],
    );
    assert.equal(Math.round((row?.people ?? 0) / minute), 30);
  },
  { systems: `${project}/systems` },
);
