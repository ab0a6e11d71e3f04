import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { folderArchive } from '../../../activities/archive/folder-archive.ts';
import { signed } from '../../../activities/audit/seal.ts';
import { type Audit, auditKept } from '../../../archive/audit/audit.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { knowSecrets } from '../../../settings/secrets.ts';
import { signerOf } from '../../../worker/audit-settings.ts';
import { maskArchive } from '../../../worker/masking.ts';
import type { Seal } from '../../../workflows/contract/audit.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import { withoutEvidence } from '../../../workflows/incident/carried.ts';
import { randomSeed, runsOr } from '../../harness/config.ts';
import { chainedAnew, flipsOf, tamperings, withFlip } from '../../harness/tampering.ts';
import { madeRecord } from './record.ts';
import { alice, auditor, reader, sealedRecord } from './sealed-record.ts';

const seed = randomSeed();
test.before(() => console.log(`FC_SEED=${seed}`));

const record = sealedRecord();
const unsigned = sealedRecord(null);
const said = ({ faults }: Audit) => faults.map(({ says }) => says).join('\n');
const audited = (of: IncidentRecord, by = reader) => auditKept({ record: of, histories: [] }, by);
const holds = (of: IncidentRecord, by = reader) => assert.equal(said(audited(of, by)), '');
const known = record.timeline.length;

test('a record as it was written has no fault: its links, its checkpoint, its seal and its approval hold', () => {
  const audit = audited(record);
  assert.equal(said(audit), '');
  assert.equal(audit.record.unchained, 0);
  assert.deepEqual(
    audit.record.checkpoints.map(({ entry }) => record.timeline[entry - 1]?.fact.kind),
    ['applied'],
  );
  assert.equal(audit.record.seal?.signature.signed, 'yes');
  assert.deepEqual([...audit.standing.values()], ['signed']);
  holds(unsigned, { ...reader, keys: [] });
});

test('whatever is flipped, dropped, moved, repeated, made up or cut off is found, and named', () => {
  for (const [of, by] of [
    [record, reader],
    [unsigned, { ...reader, keys: [] }],
  ] as const) {
    fc.assert(
      fc.property(tamperings(of.timeline), ({ what, timeline, names }) => {
        const { faults } = audited({ ...of, timeline }, by);
        assert.ok(faults.length > 0, `${what}: nobody noticed`);
        const named = faults.some(({ entry }) => names.includes(entry ?? 0));
        const rows = /evidence/.test(what);
        assert.ok(
          names.length === 0 || rows || named,
          `${what}: ${faults.map(({ says }) => says).join('; ')}`,
        );
      }),
      { seed, numRuns: runsOr(200) },
    );
  }
});

test('whatever is flipped anywhere in the record or its seal is found', () => {
  fc.assert(
    fc.property(flipsOf(record), (flip) => {
      const { faults } = audited(withFlip(record, flip));
      assert.ok(
        faults.length > 0,
        `${flip.path.join('.')} becomes ${JSON.stringify(flip.to)}: nobody noticed`,
      );
    }),
    { seed, numRuns: runsOr(200) },
  );
});

test('who chains everything anew is found out by the signatures, and by their absence', () => {
  const forger = newKeyPair();
  const sign = (seal: Seal) =>
    signed({ ...seal, by: undefined, signature: undefined }, signerOf(forger.privateKeyPem));
  fc.assert(
    fc.property(tamperings(record.timeline), ({ what, timeline }) => {
      const anew = chainedAnew(record, timeline);
      // A link that was flipped is made anew like all others.
      fc.pre(!isDeepStrictEqual(anew.timeline, record.timeline));
      const seal = anew.seal as Seal;
      const { signature: _, by: __, ...bare } = seal;
      const unsealed = { ...anew, seal: undefined };
      for (const forged of [anew, { ...anew, seal: bare }, { ...anew, seal: sign(seal) }, unsealed]) {
        assert.ok(audited(forged).faults.length > 0, `${what}: nobody noticed`);
      }
    }),
    { seed, numRuns: runsOr(60) },
  );
});

test('an altered entry is named with its number, its kind and its time', () => {
  const index = record.timeline.findIndex(({ fact }) => fact.kind === 'rejected');
  const entry = record.timeline[index];
  assert.ok(entry?.fact.kind === 'rejected');
  const altered = { ...entry, fact: { ...entry.fact, reason: 'no reason' } };
  assert.equal(
    said(audited({ ...record, timeline: record.timeline.with(index, altered) })),
    `entry ${index + 1} of ${known} (rejected, ${entry.at.slice(11, 19)}) is not what was written`,
  );
});

test('what was dropped, moved, repeated and cut off is said as what it is', () => {
  const { timeline } = record;
  const [third, fourth] = [timeline[2], timeline[3]];
  assert.ok(third && fourth);
  const cases: [timeline: typeof timeline, says: RegExp][] = [
    [
      timeline.toSpliced(2, 1),
      /^entry 3 of \d+ \(.*\) does not follow the one before it: what stood between/,
    ],
    [timeline.toSpliced(2, 1), /^1 of \d+ sealed entries is gone$/m],
    [
      timeline.with(2, fourth).with(3, third),
      /^entry 4 of .* is not in its place: it was written right after entry 2$/m,
    ],
    [timeline.toSpliced(3, 0, third), /^entry 4 of .* is entry 3 once more: it was written once$/m],
    [timeline.slice(0, -3), /^the last 3 of \d+ sealed entries are gone$/m],
  ];
  for (const [changed, says] of cases) assert.match(said(audited({ ...record, timeline: changed })), says);
});

test('a key that did not sign it is told from a signature that does not fit', () => {
  const other = newKeyPair().publicKey;
  assert.match(
    said(audited(record, { ...reader, keys: [other] })),
    /^the seal is signed by the key \w{8}, which is none/m,
  );
  assert.equal(audited(record, { ...reader, keys: [] }).record.seal?.signature.signed, 'by somebody');
  const broken = { ...record.seal, at: '2026-11-21T03:00:00.000Z' };
  assert.match(said(audited({ ...record, seal: broken })), /^the seal has a signature that does not fit/m);
  assert.match(said(audited(unsigned)), /^the seal is not signed, and a key was given/m);
});

test('a decision that somebody else signed, and a change that nobody approved, are found even where the chain fits', () => {
  const people = new Map([['alice', [newKeyPair().publicKey]]]);
  const otherKeys = { ...reader, people: { people, gateways: [] } };
  assert.match(said(audited(record, otherKeys)), /\(approved, .*\) has a signature by no key of alice/);
  const nobody = { ...reader, people: { people: new Map(), gateways: [] } };
  assert.deepEqual(
    audited(record, nobody).notes[0],
    'No public key of alice is known here: what it signed could not be checked.',
  );
  const without = record.timeline.filter(({ fact }) => fact.kind !== 'approved');
  assert.match(
    said(audited(chainedAnew(record, without))),
    /\(applied, .*\) was never approved: nobody decided/,
  );
  assert.ok(alice.publicKey && auditor.publicKey);
});

test('the rows behind findings are left behind by a long incident, and its chain holds all the same', () => {
  const timeline = record.timeline.map((entry) => withoutEvidence(entry, true));
  assert.notDeepEqual(timeline, record.timeline);
  const { faults } = audited({ ...record, timeline });
  assert.deepEqual(
    faults.map(({ entry }) => entry),
    [undefined],
    'only the seal, which is over the whole record',
  );
});

test('what the archive masks does not break the chain, and cannot be altered under its mask', () => {
  const secrets = knowSecrets({ SHOP_TOKEN: 'the batch job leaks' });
  const { asKept } = maskArchive(folderArchive('/nowhere'), secrets);
  const masked = sealedRecord(auditor, asKept);
  assert.deepEqual(secrets.maskAll(masked), masked, 'masking what is sealed alters nothing');
  assert.match(JSON.stringify(masked.timeline), /\*\*\*/);
  assert.equal(masked.seal.masked.length, 1);
  holds(masked);
  const index = (masked.seal.masked[0]?.entry ?? 0) - 1;
  const text = JSON.stringify(masked.timeline[index]).replace('***', 'all was well');
  const altered = { ...masked, timeline: masked.timeline.with(index, JSON.parse(text)) };
  assert.match(said(audited(altered)), new RegExp(`^entry ${index + 1} of .* is not what was written$`));
});

test('a record from before entries were chained proves nothing, and is no fault', () => {
  const old: IncidentRecord = JSON.parse(JSON.stringify(madeRecord()).replaceAll('"needs":1,', ''));
  const audit = audited({ ...old, incident: record.incident });
  assert.equal(audit.record.unchained, audit.record.entries);
  assert.equal(said(audit), '');
});

test('entries that were carried from before they were chained stay apart from those that are', () => {
  const old = record.timeline.map(({ chain: _, ...entry }, i) => (i < 3 ? entry : { ...entry, chain: 'x' }));
  const anew = chainedAnew(record, old.slice(3));
  const carried = { ...record, seal: undefined, timeline: [...old.slice(0, 3), ...anew.timeline] };
  const { record: held, faults } = audited(carried, { ...reader, keys: [] });
  assert.equal(held.unchained, 3);
  assert.ok(faults.every(({ entry }) => entry === undefined || entry > 3));
});
