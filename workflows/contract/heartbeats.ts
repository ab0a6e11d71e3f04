/** ms without a word after which an activity counts as lost, by what it does. */
export const heartbeats = {
  /** Applying a plan: each target is told before it is touched. */
  apply: 4_000,
  rollout: 4_000,
  disks: 5_000,
  script: 10_000,
  backups: 10_000,
} as const;

export const longestHeartbeat = Math.max(...Object.values(heartbeats));
