import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { incidentOfChannel, mentioned, readLine } from '../../../client/gateway/slack/command-line.ts';
import { tellingVerbs } from '../../../client/gateway/slack/command-verbs.ts';
import { inSlackWords, privately } from '../../../client/gateway/slack/command-words.ts';

describe('a line behind /incident', () => {
  test('has a verb, an incident that begins with INC, and words', () => {
    const lines = {
      '': { verb: '', rest: '' },
      'list ': { verb: 'list', rest: '' },
      'ACK inc-7k3fq2': { verb: 'ack', incident: 'inc-7k3fq2', rest: '' },
      'show INC7K': { verb: 'show', incident: 'INC7K', rest: '' },
      'note INC-7K3FQ2 "db1 &lt;is&gt; full &amp; slow"': {
        verb: 'note',
        incident: 'INC-7K3FQ2',
        rest: 'db1 <is> full & slow',
      },
      'note “it burns”': { verb: 'note', rest: 'it burns' },
      'assign alice': { verb: 'assign', rest: 'alice' },
      'note incoming traffic is back': { verb: 'note', rest: 'incoming traffic is back' },
      'ack incident:demo:databaseIssues:0123456789ab': {
        verb: 'ack',
        incident: 'incident:demo:databaseIssues:0123456789ab',
        rest: '',
      },
      'note say "yes" and "no"': { verb: 'note', rest: 'say "yes" and "no"' },
    };
    for (const [text, line] of Object.entries(lines)) assert.deepEqual(readLine(text), line, text);
  });

  test('is of the incident in whose own channel it is written', () => {
    assert.equal(incidentOfChannel('inc-7k3fq2-databaseissues'), 'INC-7K3FQ2');
    for (const name of ['incidents', 'inc-7k3fq2', 'privategroup', undefined]) {
      assert.equal(incidentOfChannel(name), undefined);
    }
  });

  test('names a member by a mention', () => {
    assert.equal(mentioned('<@U024BE7LH|alice>'), 'U024BE7LH');
    assert.equal(mentioned('<@U024BE7LH>'), 'U024BE7LH');
    assert.equal(mentioned('@alice'), undefined);
  });
});

describe('what a verb makes of its words', () => {
  const read = (verb: string, rest: string) => {
    const told = tellingVerbs[verb]?.read(rest);
    return told && 'signal' in told ? { [told.signal.name]: told.message } : told;
  };

  test('a severity comes with its reason, of one word or two', () => {
    assert.deepEqual(read('severity', 'P1 half of the users'), {
      changeSeverity: { severity: 'P1', reason: 'half of the users' },
    });
    assert.deepEqual(read('severity', 'to Sev 1 "all of them"'), {
      changeSeverity: { severity: 'Sev 1', reason: 'all of them' },
    });
    assert.deepEqual(read('severity', ''), { form: 'severity' });
    assert.match(JSON.stringify(read('severity', 'P1')), /Say why, too/);
  });

  test('an end is fixed, a false alarm or a duplicate', () => {
    assert.deepEqual(read('resolve', ''), { resolve: { as: 'fixed' } });
    assert.deepEqual(read('resolve', 'restarted db1'), { resolve: { as: 'fixed', reason: 'restarted db1' } });
    assert.deepEqual(read('resolve', 'false alarm: a probe lied'), {
      resolve: { as: 'false alarm', reason: 'a probe lied' },
    });
    assert.deepEqual(read('resolve', 'as duplicate of INC-7K3FQ2'), {
      resolve: { as: 'duplicate', reason: 'of INC-7K3FQ2' },
    });
  });

  test('numbers are within their bounds, and what takes nothing takes no words', () => {
    assert.deepEqual(read('extend', '15 min'), { extend: { minutes: 15 } });
    assert.deepEqual(read('undo', 'plan 3'), { undo: { plan: 3 } });
    for (const [verb, rest] of [
      ['extend', '0'],
      ['extend', '61'],
      ['extend', ''],
      ['undo', 'it'],
      ['ack', 'INC'],
      ['note', 'x'.repeat(4_001)],
    ] as const) {
      assert.ok('wrong' in (read(verb, rest) ?? {}), `${verb} ${rest.slice(0, 10)}`);
    }
  });
});

test('an answer shows no mention or link, is short enough for Slack, and names the commands that are here', () => {
  const { text } = privately(`<!channel> & ${'x'.repeat(9_000)}`);
  assert.ok(text.startsWith('&lt;!channel&gt; &amp; xxx'));
  assert.ok(text.length <= 3_500);
  assert.equal(inSlackWords('see "mayday list --all"'), 'see "/incident list --all"');
});
