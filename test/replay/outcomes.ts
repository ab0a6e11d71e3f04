import { maintenanceWorkflowId } from '../../workflows/contract/maintenance.ts';
import { type RunbookName, runbooks } from '../../workflows/contract/runbooks.ts';
import { watchdogWorkflowId } from '../../workflows/contract/watchdog.ts';
import { endings, endingsStory } from './endings.ts';

/** The story of test/workflows that shows an outcome; `run` counts the runs of a story from 1, `workflowId` is of those that go by it. */
interface Outcome {
  story: string;
  run?: number;
  workflowId?: string;
}

const ofOneRunbook: Record<string, Outcome> = {
  'approved-and-resolved': {
    story: 'an approved plan is applied once, helps, stays well, and the incident resolves',
  },
  rejected: { story: 'a rejected plan is not applied, and the reason is kept' },
  expired: { story: 'nobody approves: a reminder, the next step, and never a yes' },
  'expired-and-asked-again': {
    story: 'an expired plan is asked again, of the next on the ladder, while somebody is left on it',
  },
  'asked-again-after-drift': {
    story: 'when what matters moved between plan and approval, nothing is changed and people are asked again',
  },
  'two-people-at-once': { story: 'of two people at once the first counts, and the other hears who it was' },
  'approved-by-two': {
    story:
      'what is destructive takes two: the first counts, the same person not again, and with the other it is applied once',
  },
  'rejected-after-the-first': {
    story: 'a rejection after the first of two approvals wins, and the second one hears of it',
  },
  'approved-alone': {
    story: 'in need one goes alone with a reason: everybody is paged, and a review is left to do',
  },
  'ran-by-itself': {
    story: 'what may run by itself does, all hear of it, and it asks a person once it was refused',
  },
  'same-click-twice': { story: 'the same click twice counts once, with its id or without' },
  'temporary-change-taken-back': {
    story:
      'a proposed mitigation takes the place of the one on offer, and a temporary change is taken back at the end',
  },
  'temporary-change-stays': { story: 'a temporary change that nobody takes back stays, and that is said' },
  'answers-asked': {
    story:
      'what a document leaves open is asked of a person, and a wrong answer is refused with what to write',
  },
  'undone-before-the-next': {
    story: 'a mitigation that did not help is offered to be taken back before the next one',
  },
  extended: { story: 'an extended plan waits longer, and is decided on in that time' },
  'worked-by-hand': { story: 'while somebody works by hand nothing is proposed, and a recheck hands back' },
  'window-skipped': { story: 'the rest of the stability window can be skipped' },
  'outcome-told': { story: 'when the answer of an effect is lost a person is asked what it did' },
  'outcome-again': { story: '"again" makes a new plan that is asked anew' },
  'severity-changed': {
    story: 'a worse severity counts from the opening, and what was missed comes one at a time',
  },
  'resolution-ladder': {
    story: 'acknowledging never silences the resolution ladder: warnings, then the manager at the target',
  },
  updates: {
    story: 'everybody hears how it goes when nobody writes an update, and a written one takes its place',
  },
  'looked-again': { story: 'an alert that fires while only people can go on is a reason to look again' },
  'not-helped': { story: 'a mitigation that does not help is said, and then only people can go on' },
  'check-could-not-ask': { story: 'a check that cannot ask is a finding and does not stop the incident' },
  'nothing-wrong': {
    story: 'an incident whose checks find nothing wrong resolves after its window, and nothing is changed',
  },
  relapse: { story: 'a relapse in the stability window goes back to diagnosing in the same incident' },
  'relapse-by-alert': { story: 'an alert that fires in the stability window is a relapse' },
  withdrawn: {
    story: 'an alert that resolves by itself withdraws the plan once the system is seen to be well',
  },
  degraded: { story: 'an alert of a system that no file describes still opens an incident' },
  'false-alarm': { story: 'a person can resolve at any time, and everyone is told as what' },
  cancelled: { story: 'a cancelled run is told to all and ends as cancelled' },
  'late-alert-continued': {
    story: 'an alert that fires while an incident is closing opens the next one under the same id',
  },
  'late-alert-next': {
    story: 'an alert that fires while an incident is closing opens the next one under the same id',
    run: 2,
  },
  'ladder-climbed': {
    story: 'nobody acknowledges: each response target that passes reaches the next step, once',
  },
  acknowledged: { story: 'an acknowledgement stops the response ladder' },
  'unknown-runbook': { story: 'a runbook that nobody wrote is refused with the list of those there are' },
  'bad-input-refused': { story: 'a person who starts a run badly is told at once what to write instead' },
  'unreadable-messages': {
    story: 'a message that cannot be read or decoded harms nothing and is on the timeline',
  },
  'handed-over': { story: 'a run started under any id hands over to the incident it should have been' },
  'taken-over': {
    story: 'a run started under any id hands over to the incident it should have been',
    run: 2,
  },
  'follow-ups-settled': {
    story: 'done and dropped items are settled, and the end comes with the last one and one word',
    run: 2,
  },
  'follow-ups-overdue': {
    story: 'an overdue item climbs the ladder a step a day, until nobody is left',
    run: 2,
  },
  'follow-ups-refused': {
    story: 'a message that cannot be read or does not fit changes nothing and is on the timeline',
    run: 2,
  },
  'follow-ups-cancelled': { story: 'a cancelled run says that nobody is reminded any more', run: 2 },
  lease: {
    story:
      'an approved plan waits while another incident has its target; both timelines say so, and then it is asked anew',
    run: 2,
    workflowId: 'lease:demo:shop-db',
  },
  'waited-for-target': {
    story:
      'an approved plan waits while another incident has its target; both timelines say so, and then it is asked anew',
    run: 3,
  },
  'frozen-and-thawed': {
    story: 'a freeze says so at its beginning, each hour, and at its end, which takes a name',
    workflowId: 'mayday-freeze',
  },
  'approved-while-frozen': {
    story: 'while changes are frozen no approval counts and the plan keeps waiting; after the thaw it does',
  },
  'certificate-expiry': {
    story: 'a certificate that ends soon is renewed once somebody has approved, and the incident resolves',
  },
  'maintenance-held': {
    story:
      'what fires during maintenance is held and opens its incident at the end, with its true start; what resolved is counted',
    workflowId: maintenanceWorkflowId('demo'),
  },
  'heartbeat-lost': {
    story:
      'a heartbeat that comes in time opens nothing; one that stops opens one incident that pages, once; one that is back is evidence there',
    workflowId: watchdogWorkflowId('demo'),
  },
  'dry-run': {
    story: 'what a dry run would say stands in the own log, marked, and nobody is reached',
    run: 2,
  },
  shadow: { story: 'nothing can be approved in a shadow incident' },
  'application-outage': {
    story: 'applicationOutage: the first change that the findings call for is approved, and it resolves',
  },
  'high-error-rate': {
    story: 'highErrorRate: the first change that the findings call for is approved, and it resolves',
  },
  'performance-degradation': {
    story: 'performanceDegradation: the first change that the findings call for is approved, and it resolves',
  },
  'high-memory': {
    story: 'highMemory: the first change that the findings call for is approved, and it resolves',
  },
  'high-cpu': { story: 'highCpu: the first change that the findings call for is approved, and it resolves' },
  'service-recovery': {
    story: 'serviceRecovery: the first change that the findings call for is approved, and it resolves',
  },
  'cache-issues': {
    story: 'a cache that is full is emptied once two people have said why, and the incident resolves',
  },
  'message-broker-issues': {
    story:
      'a group that nobody consumes for: what does is restarted, the lag is gone, and the incident resolves',
  },
  'disk-space': { story: 'where the old files are not enough, the images without a name are offered next' },
  'security-incident': {
    story:
      'a security incident is over when somebody says so: neither a recheck, nor resolved alerts, nor a change ends it',
  },
  'database-recovery': {
    story:
      'a database is restored from the backup that a person names, once two have said yes, and looked at again',
  },
  'cache-recovery': {
    story: 'a cache is emptied and then filled, each as its own plan, and looked at before and after',
  },
  'max-connections': {
    story:
      'more connections are let in once two people have said why, and the number of before is offered at the end',
  },
  'circuit-breaker': {
    story: 'highErrorRate: where something outside fails the circuit breaker is offered, and no restart',
  },
  'errors-as-counted': {
    story:
      'too many errors of a service call for a change of its workload, which helps once their share has fallen',
  },
  'script-run': {
    story: 'what a script asks is answered by a person, in the spelling that it takes, and it runs once',
  },
  'status-page': { story: 'a change that waited while the public was told is offered again' },
  'verified-in-steps': {
    story:
      "what helped is verified by its own steps, then the system's; those are asked again before the end",
  },
  'step-not-asked': {
    story: 'a step that cannot be asked is said, holds the end back, and is asked until it answers',
  },
  'undo-and-nothing-left': {
    story:
      'a change that did not help is offered to be taken back, then the next; nothing in effect is offered again',
  },
  'follow-ups-typed': { story: 'nobody but an incident starts its follow-ups' },
};

/** The name under which the ending of a runbook is kept. */
export function endingName(runbook: RunbookName, ending: (typeof endings)[number]): string {
  const words = `${runbook.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${ending}`;
  return words.replaceAll(' ', '-');
}

const ofEachRunbook: [string, Outcome][] = (Object.keys(runbooks) as RunbookName[]).flatMap((runbook) =>
  endings.map((ending, i): [string, Outcome] => [
    endingName(runbook, ending),
    { story: endingsStory(runbook), run: i + 1 },
  ]),
);

/** Every outcome that is kept, by its name. */
export const outcomes: Record<string, Outcome> = { ...ofOneRunbook, ...Object.fromEntries(ofEachRunbook) };
