import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { whatItIsAbout, workOn } from '../../../telemetry/about.ts';

test('each line of a piece of work names what it is about, and nothing that another line said', () => {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ mixin: whatItIsAbout }, { write: (line: string) => lines.push(JSON.parse(line)) });
  workOn({ step: 'applyPlan', incident: 'INC-A', system: 'shop' }, () => {
    log.warn({ because: 'the first', incident: 'INC-B' }, 'one');
    log.info('two');
  });
  log.info('three');
  assert.deepEqual(
    lines.map(({ msg, because, incident, step }) => ({ msg, because, incident, step })),
    [
      { msg: 'one', because: 'the first', incident: 'INC-B', step: 'applyPlan' },
      { msg: 'two', because: undefined, incident: 'INC-A', step: 'applyPlan' },
      { msg: 'three', because: undefined, incident: undefined, step: undefined },
    ],
  );
});
