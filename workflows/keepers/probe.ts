import { condition, setHandler } from '@temporalio/workflow';
import { type ProbeOutcome, probePatience, probeSignal } from '../contract/probe.ts';

/** Waits for one signal, to show that workers answer. */
export async function probe(): Promise<ProbeOutcome> {
  let signalled = false;
  setHandler(probeSignal, () => {
    signalled = true;
  });
  return (await condition(() => signalled, probePatience)) ? 'signalled' : 'nothing came';
}
