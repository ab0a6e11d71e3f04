import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worded } from '../../../activities/texts/worded.ts';
import { messageTemplate } from '../../../systems/messages.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { fillIn, templateTrouble } from '../../../systems/templates.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';
import { notKnown, type Word, type Words, words } from '../../../workflows/contract/words.ts';

const nothing = Object.fromEntries(Object.keys(words).map((word) => [word, notKnown])) as Words;
const known: Words = {
  ...nothing,
  summary: '500 errors on /cases',
  severity: 'Sev 1',
  code: 'P1',
  status: 'Investigating',
  commander: 'alice',
  started: '2025-10-21 14:30 UTC',
  nextUpdate: '2025-10-21 15:00 UTC',
  progress: 'nothing was changed so far',
  nextSteps: 'waiting for approval of plan 1',
  duration: '45 minutes',
  resolution: 'Raise the pool',
  postMortem: 'follows',
};
const { file } = openCatalogue(new URL('../../../systems', import.meta.url).pathname);

function golden(system: string, as: 'initial' | 'update' | 'resolved', lines: string[]): void {
  test(`${system} says "${as}" in the words of its document`, () => {
    const template = messageTemplate(file(system), as);
    assert.deepEqual(fillIn(template ?? '', known).split('\n'), lines);
  });
}

golden('studyteddy', 'initial', [
  '🚨 INCIDENT ALERT - P1',
  '',
  'Summary: 500 errors on /cases',
  'Impact: not known yet',
  'ETA for Resolution: not known yet',
  'Incident Commander: alice',
  'Next Update: 2025-10-21 15:00 UTC',
  'Current Status: nothing was changed so far, waiting for approval of plan 1',
  'Monitoring: not known yet',
]);
golden('studyteddy', 'resolved', [
  '✅ INCIDENT RESOLVED - P1',
  '',
  'Summary: 500 errors on /cases',
  'Root Cause: not known yet',
  'Resolution: Raise the pool',
  'Duration: 45 minutes',
  'Post-mortem: follows',
  '',
  'Thanks for bearing with us.',
]);
golden('agentic-startup-studio', 'initial', [
  '🚨 INCIDENT ALERT - SEV 1',
  '',
  'Title: 500 errors on /cases',
  'Status: Investigating',
  'Impact: not known yet',
  'Started: 2025-10-21 14:30 UTC',
  'Next Update: 2025-10-21 15:00 UTC',
  'Incident Commander: alice',
]);
golden('agentic-startup-studio', 'update', [
  '📊 INCIDENT UPDATE - SEV 1',
  '',
  'Title: 500 errors on /cases',
  'Status: Investigating',
  'Progress: nothing was changed so far',
  'Next Steps: waiting for approval of plan 1',
  'Next Update: 2025-10-21 15:00 UTC',
]);
golden('agentic-startup-studio', 'resolved', [
  '✅ INCIDENT RESOLVED - SEV 1',
  '',
  'Title: 500 errors on /cases',
  'Status: Investigating',
  'Duration: 45 minutes',
  'Root Cause: not known yet',
  'Impact: not known yet',
  '',
  'A post-incident review follows.',
]);
golden('onboarding-kyc', 'initial', [
  'Status: Investigating',
  'Severity: P1',
  'Impact: not known yet',
  'Started: 2025-10-21 14:30 UTC',
  'Owner: alice',
]);
golden('onboarding-kyc', 'resolved', [
  'Status: Investigating',
  'Severity: P1',
  'Root Cause: not known yet',
  'Resolution: Raise the pool',
  'Duration: 45 minutes',
  'Next Steps: waiting for approval of plan 1',
]);

test('every word has a value, and one that is none is refused with the nearest', () => {
  for (const word of Object.keys(words) as Word[]) assert.equal(templateTrouble(`{{ ${word} }}`), undefined);
  assert.match(templateTrouble('{{ comander }}') ?? '', /^one of incident, .* not comander/);
  assert.match(templateTrouble('{{ comander }}') ?? '', /did you mean "commander"/i);
  assert.match(templateTrouble('{{ cause | shout }}') ?? '', /a Liquid template \(undefined filter: shout/);
  assert.match(templateTrouble('{% if cause %}') ?? '', /not closed/);
});

test('a template reads nothing beside its words, and runs nothing', () => {
  for (const tag of ['include', 'render', 'layout']) {
    assert.match(templateTrouble(`{% ${tag} "/etc/passwd" %}`) ?? '', new RegExp(`tag "${tag}" not found`));
  }
  assert.match(templateTrouble('{{ constructor.constructor }}') ?? '', /not constructor/);
  const loops = '{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}';
  assert.throws(() => fillIn(loops, nothing), /limit exceeded/);
});

const notice = {
  system: 'onboarding-kyc',
  text: 'Opened',
  details: ['Assumed: much'],
  worded: { as: 'initial', words: known },
} as unknown as Notice;
const silent = { warn() {} } as never;

test("a file's own words stand above what a notice says itself", () => {
  const { details, worded: rest } = worded({ catalogue: { file } as never, log: silent }, notice);
  assert.deepEqual(details.slice(0, 2), ['Status: Investigating', 'Severity: P1']);
  assert.deepEqual([details.at(-1), rest], ['Assumed: much', undefined]);
});

test('a file that cannot be read keeps no notice back', () => {
  const broken = {
    file() {
      throw new Error('broken');
    },
  } as never;
  assert.deepEqual(worded({ catalogue: broken, log: silent }, notice).details, ['Assumed: much']);
});
