import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { captured } from './captured.ts';

describe('What is not understood is said in one sentence, with exit code 2', () => {
  const misuses: [string[], RegExp][] = [
    [['shwo'], /^unknown command 'shwo' \(Did you mean show\?\)$/],
    [['show', '--jsn'], /^unknown option '--jsn' \(Did you mean --json\?\)$/],
    [['show', 'a', 'b'], /^too many arguments/],
    [['show', 'the-one'], /^"the-one" is no incident: give a name such as INC-7K3FQ2/],
    [['help', 'shwo'], /^There is no command "shwo"; did you mean "show"\?$/],
    [['help', 'dance'], /^There is no command "dance"\.$/],
    [['start', 'databaseIsues', '--system', 'demo'], /did you mean "databaseIssues"\?$/],
    [['start', 'generalincident', '--system', 'demo'], /did you mean "generalIncident"\?$/],
    [['start', 'database-issues', '--system', 'demo'], /did you mean "databaseIssues"\?$/],
    [['start', 'party', '--system', 'demo'], /Runbooks: applicationOutage(, \w+)* or generalIncident\.$/],
    [['start', 'databaseIssues'], /^required option '--system <id>' not specified$/],
    [['start', 'databaseIssues', '--system', 'demo', '--parameters', '[1]'], /It takes a JSON object/],
    [['start', 'databaseIssues', '--system', 'demo', '--parameters', '{'], /It is no JSON/],
    [['approve', '--as', 'alice', '--plan', 'one'], /It takes the number of a plan/],
    [['approve', '--as', 'alice', '--plan', '1', '--hash', 'abc'], /It takes the 64 hex digits/],
    [['approve', '--as', 'alice', '--break-glass', ' '], /It is empty/],
    [['approve', '--reason', 'so', '--break-glass', 'so'], /cannot be used with option '--break-glass/],
    [['approve'], /^Say who decides: --as NAME \(or MAYDAY_AS\)\.$/],
    [['reject', '--as', 'alice'], /^required option '--reason <text>' not specified$/],
    [['reject', '--as', 'alice', '--reason', ' '], /It is empty/],
    [['note', 'too', 'many', 'words'], /^Put the text in quotes/],
    [['note', ' '], /^It is empty\. A note is/],
    [['note', 'x'.repeat(4001)], /It has 4001 characters, and 4000 are the most/],
    [['resolve', '--as-false-alarm', '--as-duplicate-of', 'INC-1'], /cannot be used with option/],
    [['init'], /^missing required argument 'id'$/],
    [['init', 'Shop'], /^"Shop" is no id of a system: .*, for example "shop"\.$/],
    [['route'], /^missing required argument 'file'$/],
    [['route', 'nowhere.json'], /^There is no file nowhere\.json: give one, or - for standard input\.$/],
    [['report', '--since', 'ages'], /It takes a duration over 0 such as 30s, 15m, 4h, 1d or 2w/],
    [['report', '--csv', '--json'], /cannot be used with option/],
    [['systems', 'show'], /^missing required argument 'id'$/],
    [['systems', 'show', 'a', 'b'], /^too many arguments/],
    [['systems', 'show', 'demo', '--comands'], /Did you mean --commands\?/],
    [['validate', 'nowhere'], /^There is neither a file nor a folder nowhere/],
  ];
  for (const [words, says] of misuses) {
    test(words.join(' ').slice(0, 60), async () => {
      const { code, out, err } = await captured(words, {});
      assert.match(err.trim(), says);
      assert.equal(err.trim().split('\n').length, 1, err);
      assert.equal(out, '');
      assert.equal(code, 2);
    });
  }

  test('with --json it is a document', async () => {
    const { code, out, err } = await captured(['shwo', '--json'], {});
    assert.deepEqual(JSON.parse(err), { error: "unknown command 'shwo' (Did you mean show?)" });
    assert.equal(out, '');
    assert.equal(code, 2);
  });

  test('what stands after -- is no option', async () => {
    const { err } = await captured(['note', '--', '--json', 'two', 'three'], {});
    assert.match(err, /^Put the text in quotes/);
  });
});
