import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { watchCatalogue } from '../../../systems/watch-catalogue.ts';

const first = 1_700_000_000;

function folder(t: TestContext) {
  const place = mkdtempSync(path.join(tmpdir(), 'mayday-broken-edit-'));
  t.after(() => rmSync(place, { recursive: true, force: true }));
  let edits = 0;
  return {
    place,
    catalogue: openCatalogue(place),
    write(file: string, text: string) {
      writeFileSync(path.join(place, file), text);
      utimesSync(path.join(place, file), first + edits, first + edits);
      edits += 1;
    },
    remove: (file: string) => unlinkSync(path.join(place, file)),
  };
}

test('a file that an edit broke counts as it was, and says so to whoever asks', (t) => {
  const { catalogue, write } = folder(t);
  write('a.yaml', 'system: a\ntitle: A\nroutes: [{ catchAll: true, runbook: generalIncident }]\n');
  const { hash } = catalogue.profile('a', 'generalIncident');
  write('a.yaml', 'system: a\ntitel: B\n');
  const profile = catalogue.profile('a', 'generalIncident');
  assert.equal(profile.title, 'A');
  assert.equal(profile.hash, hash);
  assert.equal(
    profile.assumed.at(-1),
    'catalogue: a.yaml is broken at the moment, so its version of 2023-11-14 22:13:20 UTC counts',
  );
  assert.equal(catalogue.routes().length, 1);
  assert.equal(catalogue.people('a').size, 0);
  const [problem] = catalogue.problems();
  assert.match(
    problem ?? '',
    /^a\.yaml cannot be read as it is now: the version of 2023-11-14 22:13:20 UTC is still used\na\.yaml:1: title: found nothing.*\na\.yaml:2: titel: found an unknown key/,
  );
});

test('a mended file counts, and nothing is assumed any more', (t) => {
  const { catalogue, write } = folder(t);
  write('a.yaml', 'system: a\ntitle: A\n');
  const { assumed } = catalogue.profile('a', 'generalIncident');
  write('a.yaml', 'system: [');
  assert.equal(catalogue.profile('a', 'generalIncident').assumed.length, assumed.length + 1);
  write('a.yaml', 'system: a\ntitle: B\n');
  assert.deepEqual(catalogue.profile('a', 'generalIncident').assumed, assumed);
  assert.equal(catalogue.profile('a', 'generalIncident').title, 'B');
  assert.deepEqual(catalogue.problems(), []);
});

test('a file that never could be read is refused, and so is a deleted one, even if it comes back broken', (t) => {
  const { catalogue, write, remove } = folder(t);
  write('a.yaml', 'system: a\n');
  assert.throws(() => catalogue.profile('a', 'generalIncident'), { type: 'InvalidInput' });
  write('a.yaml', 'system: a\ntitle: A\n');
  assert.equal(catalogue.profile('a', 'generalIncident').title, 'A');
  remove('a.yaml');
  assert.deepEqual(catalogue.systems(), []);
  assert.throws(() => catalogue.profile('a', 'generalIncident'), { type: 'UnknownSystem' });
  write('a.yaml', 'system: a\n');
  assert.throws(() => catalogue.profile('a', 'generalIncident'), { type: 'InvalidInput' });
});

test('after any sequence of edits a file counts in its last whole version since it was made', (t) => {
  const edit = fc.oneof(
    fc.record({ kind: fc.constant('whole' as const), title: fc.stringMatching(/^[A-Z][a-z]{0,8}$/) }),
    fc.record({
      kind: fc.constant('broken' as const),
      text: fc.constantFrom('', 'system: a\n', 'system: b\ntitle: B\n', 'system: [', 'title: No\n', '- a\n'),
    }),
    fc.record({ kind: fc.constant('deleted' as const) }),
  );
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
      const { catalogue, write, remove, place } = folder(t);
      let expected: string | undefined;
      let there = false;
      for (const made of edits) {
        if (made.kind === 'whole') {
          write('a.yaml', `system: a\ntitle: ${JSON.stringify(made.title)}\n`);
          expected = made.title;
        } else if (made.kind === 'broken') write('a.yaml', made.text);
        else if (there) remove('a.yaml');
        there = made.kind !== 'deleted';
        if (!there) expected = undefined;
        if (expected === undefined) assert.throws(() => catalogue.profile('a', 'generalIncident'));
        else assert.equal(catalogue.profile('a', 'generalIncident').title, expected);
        assert.equal(catalogue.problems().length > 0, made.kind === 'broken');
      }
      rmSync(place, { recursive: true });
    }),
    { numRuns: 60 },
  );
});

test('a broken edit is told once, and once again when it is mended', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { catalogue, write } = folder(t);
  write('a.yaml', 'system: a\ntitle: A\n');
  const said: string[] = [];
  const watch = watchCatalogue(catalogue, (problem, state) =>
    said.push(`${state}: ${problem.split('\n').at(-1)}`),
  );
  t.after(watch.stop);
  t.mock.timers.tick(10_000);
  assert.deepEqual(said, []);
  write('a.yaml', 'system: a\n');
  t.mock.timers.tick(10_000);
  assert.deepEqual(said, ['there: a.yaml:1: title: found nothing, expected text']);
  write('a.yaml', 'system: a\ntitle: B\n');
  t.mock.timers.tick(10_000);
  assert.deepEqual(said.splice(0, 2).at(-1), 'gone: a.yaml:1: title: found nothing, expected text');
  watch.stop();
  write('a.yaml', 'system: a\n');
  t.mock.timers.tick(10_000);
  assert.deepEqual(said, []);
});
