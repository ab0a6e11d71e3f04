import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matchIncidents, nameStart } from '../../../client/incidents/match.ts';

const incidents = [
  { incident: 'INC-7K3FQ2', workflowId: 'incident:demo:databaseIssues:abc' },
  { incident: 'INC-7K9001', workflowId: 'incident:demo:generalIncident:def' },
  { incident: 'INC-AB01CD', workflowId: 'incident:shop:databaseIssues:abc' },
];

const names = (typed: string) => matchIncidents(typed, incidents).map(({ incident }) => incident);

describe('An incident is found by what a person types', () => {
  for (const typed of ['INC-7K3FQ2', 'inc-7k3fq2', '7k3fq2', '7K3', 'inc7k3', ' 7k3fq2 ']) {
    test(`"${typed}" means INC-7K3FQ2`, () => assert.deepEqual(names(typed), ['INC-7K3FQ2']));
  }

  test('a workflow id means that incident', () => {
    assert.deepEqual(names('incident:shop:databaseIssues:abc'), ['INC-AB01CD']);
  });

  test('a beginning of several means all of them', () => {
    assert.deepEqual(names('7k'), ['INC-7K3FQ2', 'INC-7K9001']);
  });

  test('letters that no name has are read as the digits they look like', () => {
    assert.deepEqual(names('7k9ool'), ['INC-7K9001']);
    assert.deepEqual(names('aboi'), ['INC-AB01CD']);
  });

  test('what can be no beginning of a name matches nothing', () => {
    for (const typed of ['', 'INC-', '7K3FQ22', 'the one', '-']) {
      assert.equal(nameStart(typed), undefined, typed);
      assert.deepEqual(names(typed), [], typed);
    }
  });
});
