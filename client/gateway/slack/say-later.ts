import { reach } from '../../../outbound/reach.ts';
import type { Say } from './command.ts';
import { privately } from './command-words.ts';
import type { Desk, SlackAnswer } from './desk.ts';

/** ms; Slack waits for 3 s in all. */
const atOnce = 2_200;
/** ms */
const postDeadline = 5_000;

/**
 * Answers with what the work says, if it says it in time; else with what it said meanwhile, and the rest follows under
 * `responseUrl`, which takes five messages within half an hour and goes nowhere else.
 */
export async function inTime(
  desk: Pick<Desk, 'log'>,
  responseUrl: string | undefined,
  work: (say: Say) => Promise<string | undefined>,
): Promise<SlackAnswer> {
  let interim = 'Still at it: the answer comes here.';
  const said = work((says) => {
    interim = says;
  });
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), atOnce);
  try {
    const first = await Promise.race([said.then((says) => ({ says })), late]);
    if (first !== 'late') return answerOf(first.says);
  } finally {
    clearTimeout(timer);
  }
  void said.then(
    (says) => (says === interim ? undefined : sayLater(desk, responseUrl, says)),
    (error: Error) => desk.log.error({ error: error.message }, 'could not carry out a command of Slack'),
  );
  return answerOf(interim);
}

function answerOf(says: string | undefined): SlackAnswer {
  return says === undefined ? { status: 200 } : { status: 200, body: privately(says) };
}

async function sayLater({ log }: Pick<Desk, 'log'>, url: string | undefined, says: string | undefined) {
  if (!url || says === undefined) return;
  try {
    const { status } = await reach(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(privately(says)),
      signal: AbortSignal.timeout(postDeadline),
    });
    if (status !== 200) log.warn({ status }, 'Slack did not take the later answer to a command');
  } catch {
    // The error's own words may hold the address, which is a key.
    log.warn('Slack did not take the later answer to a command');
  }
}
