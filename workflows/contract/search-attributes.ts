import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Filled where the namespace has them; an incident does without where it cannot. */
export const searchAttributes = {
  incident: defineSearchAttributeKey('MaydayIncident', SearchAttributeType.KEYWORD),
  system: defineSearchAttributeKey('MaydaySystem', SearchAttributeType.KEYWORD),
  severity: defineSearchAttributeKey('MaydaySeverity', SearchAttributeType.KEYWORD),
  phase: defineSearchAttributeKey('MaydayPhase', SearchAttributeType.KEYWORD),
  waitingFor: defineSearchAttributeKey('MaydayWaitingFor', SearchAttributeType.KEYWORD),
} as const;
