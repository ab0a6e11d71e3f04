import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createForm } from '../../../client/gateway/slack/forms/create-form.ts';
import { assignForm, severityForm, updateForm } from '../../../client/gateway/slack/forms/incident-forms.ts';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { viewComplaint } from '../../harness/slack-blocks.ts';

const about = {
  keyId: '0196f1d2-0000-7000-8000-000000000001',
  workflowId: 'incident:demo:databaseIssues:0123456789ab',
  system: 'demo',
  channel: 'CINCIDENTS',
};

/** A catalogue in which everything has the length and the number that files allow, and more. */
function catalogueOf(names: string[], words: string): Catalogue {
  const severity = { label: words, examples: names };
  const file = {
    title: words,
    people: Object.fromEntries(names.map((name) => [name, {}])),
    roles: Object.fromEntries(names.map((name) => [`role ${name}`, names.slice(0, 20)])),
    runbooks: { highErrorRate: { title: words } },
    channels: {},
  };
  const severities = { P0: severity, P1: severity, P2: severity, P3: severity };
  const known: Partial<Record<keyof Catalogue, unknown>> = {
    systems: () => (names.length > 0 ? names : ['demo']),
    file: () => file,
    profile: () => ({ severities }),
  };
  return known as unknown as Catalogue;
}

const given = fc.record({
  names: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 120, unit: 'grapheme' }), { maxLength: 250 }),
  words: fc.string({ minLength: 1, maxLength: 400, unit: 'grapheme' }),
  typed: fc.string({ maxLength: 2_000 }),
});

describe("forms keep to Slack's limits", () => {
  test('whatever the catalogue says, and somebody wrote', (context) => {
    const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
    context.diagnostic(`seed ${seed}`);
    fc.assert(
      fc.property(given, ({ names, words, typed }) => {
        const catalogue = catalogueOf(names, words);
        const system = names[0] ?? 'demo';
        const forms = [
          assignForm(catalogue, about),
          severityForm(catalogue, about),
          updateForm(about, typed),
          createForm(catalogue, { channel: 'C1', summary: typed }),
          createForm(catalogue, { channel: 'C1', summary: typed, system }),
        ];
        for (const form of forms) assert.equal(viewComplaint(form), undefined);
      }),
      { numRuns: 60, seed },
    );
  });

  test('also where no file can be read', () => {
    const unreadable = new Proxy({} as Catalogue, {
      get: () => () => {
        throw new Error('unreadable');
      },
    });
    for (const form of [
      assignForm(unreadable, about),
      severityForm(unreadable, about),
      createForm(unreadable, { channel: 'C1' }),
    ]) {
      assert.equal(viewComplaint(form), undefined);
    }
    assert.match(JSON.stringify(severityForm(unreadable, about)), /"value":"P3"/);
  });

  test('a form that a limit is broken in would be complained of', () => {
    const form = updateForm(about);
    assert.match(viewComplaint({ ...form, private_metadata: 'x'.repeat(3_001) }) ?? '', /3001/);
    assert.ok(viewComplaint({ ...form, title: { type: 'plain_text', text: 'x'.repeat(25) } }));
  });
});
