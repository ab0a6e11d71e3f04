import { Context } from '@temporalio/activity';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { ScriptChecks } from '../../workflows/contract/scripts.ts';
import { findingOf } from '../troubles.ts';
import { type Ended, endedInWords, tailRows } from './ended.ts';
import type { Scripts } from './scripts.ts';

const beat = 2_000;

/** Runs a script of the catalogue that only looks, and reads its exit code. */
export function runScript(scripts: Scripts): ScriptChecks['runScript'] {
  return ({ script, answers = {} }) =>
    findingOf(
      script.name,
      () => false,
      async () => {
        const { title, risk } = script;
        if (risk !== 'observe') {
          const says = `${title} was not run: it does more than look (${risk}), so it is run as a mitigation only.`;
          return { verdict: 'unknown', says };
        }
        const context = Context.current();
        const { activityId, workflowExecution, scheduledTimestampMs } = context.info;
        const key = `${workflowExecution?.runId}/${activityId}`;
        const beating = setInterval(() => context.heartbeat(), beat);
        try {
          const prepared = await scripts.prepare(script, answers, scheduledTimestampMs);
          return findingFrom(title, await prepared.run({ key, stopped: context.cancellationSignal }));
        } finally {
          clearInterval(beating);
        }
      },
    );
}

const unheard: readonly Ended['how'][] = ['signal', 'time-out', 'stopped', 'not started'];

function findingFrom(title: string, ended: Ended): Omit<Finding, 'check'> {
  const verdict = unheard.includes(ended.how)
    ? 'unknown'
    : ended.how === 'exit' && ended.code === 0
      ? 'well'
      : 'sick';
  const evidence = tailRows(ended);
  const says = `${title}: ${endedInWords(ended)}.`;
  return { verdict, says, ...(evidence.length > 0 ? { evidence } : {}) };
}
