import { proxyActivities } from '@temporalio/workflow';
import type { FollowUpActivities } from '../contract/follow-ups.ts';

/** Tried until it answers, since nothing can go on without. */
export const { listFollowUps } = proxyActivities<FollowUpActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '500 ms', maximumInterval: '1 min' },
  summary: 'What is left to do, by whom and by when',
});

export const { keepFollowUps } = proxyActivities<FollowUpActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '1 h',
  retry: { initialInterval: '1 s', maximumInterval: '1 min' },
  summary: 'Keep the list and the invitation to the review beside the post-mortem',
});
