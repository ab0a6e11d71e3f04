import { defineSignal } from '@temporalio/workflow';

/** Workflow type of a run that does nothing but wait for one signal: whether workers answer is tried with it. */
export const probeType = 'probe';

/** What a probe waits for. */
export const probeSignal = defineSignal('probe');

/** ms a probe waits. */
export const probePatience = 10_000;

export type ProbeOutcome = 'signalled' | 'nothing came';
