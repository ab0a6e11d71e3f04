/** The story of test/workflows that shows each outcome; `run` counts the runs of a story from 1. */
export const outcomes: Record<string, { story: string; run?: number }> = {
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
  'same-click-twice': { story: 'the same click twice counts once, with its id or without' },
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
};

export const historiesFolder = new URL('histories/', import.meta.url);
