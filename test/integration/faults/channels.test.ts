import { after, before, describe, test } from 'node:test';
import { unavailable } from '../../harness/servers.ts';
import { told } from './channels.ts';
import type { Checked } from './checks.ts';
import { faults } from './faulty-proxy.ts';
import { assertEndsWell, underFault } from './under-fault.ts';

for (const { title, needs, oneByOne, start } of told) {
  const options = { skip: await unavailable(...needs), concurrency: !oneByOne };
  describe(`between a worker and ${title}`, options, () => {
    let world: Awaited<ReturnType<Checked['start']>>;
    before(async () => {
      world = await start();
    });
    after(() => world?.stop());

    for (const fault of faults) {
      test(`${fault}: it ends in time, says of whom, and leaves no connection behind`, async (t) => {
        for (const asker of world.askers) {
          const outcome = await underFault(asker, fault);
          const { answer, failure, ms } = outcome;
          const came =
            failure instanceof Error ? failure.message : JSON.stringify(answer ?? 'said').slice(0, 100);
          t.diagnostic(`${asker.name}: ${ms} ms: ${came}`);
          assertEndsWell(asker, fault, outcome);
        }
      });
    }
  });
}
