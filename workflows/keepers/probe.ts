import { condition, setHandler } from '@temporalio/workflow';
import { type ProbeOutcome, probePatience, probeSignal } from '../contract/probe.ts';

/** Waits for one signal, to show that workers answer. */
export async function probe(): Promise<ProbeOutcome> {
  let signalled = false;
  const hear = () => {
    signalled = true;
  };
  setHandler(probeSignal, hear, { description: 'Is anybody there? (sent by mayday doctor)' });
  return (await condition(() => signalled, probePatience, { summary: 'Until the signal comes' }))
    ? 'signalled'
    : 'nothing came';
}
