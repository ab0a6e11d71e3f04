import { z } from 'zod';
import { reach } from '../../outbound/reach.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import type { OnCalls, Turn } from '../dependencies.ts';

/** How PagerDuty is reached. */
export interface PagerDutySettings {
  /** A REST API key; reading is enough. */
  token: string;
  /** Of the REST API. */
  url: string;
  /** ms for all pages together; other than 3 s in tests only. */
  patience?: number;
}

const defaultPatience = 3_000;
const pageSize = 100;
// Three schedules that change each hour.
const mostEntries = 3_000;

const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)))
  .transform((text) => new Date(text).toISOString());

const page = z.object({
  oncalls: z.array(
    z.object({
      user: z.object({
        summary: z.string().nullish(),
        name: z.string().nullish(),
        email: z.string().nullish(),
      }),
      schedule: z.object({ id: z.string() }).nullish(),
      start: instant.nullish(),
      end: instant.nullish(),
    }),
  ),
  more: z.boolean(),
});

/** PagerDuty's REST API, asked once. */
export function pagerDutyOnCalls({ token, url, patience = defaultPatience }: PagerDutySettings): OnCalls {
  return async (question) => {
    const late = AbortSignal.timeout(patience);
    const turns: Turn[] = [];
    try {
      for (let more = true; more; ) {
        const response = await reach(address(url, question, turns.length), {
          headers: {
            authorization: `Token token=${token}`,
            accept: 'application/vnd.pagerduty+json;version=2',
          },
          signal: late,
        });
        if (!response.ok) {
          await response.body?.cancel();
          return { because: String(response.status) };
        }
        const read = page.safeParse(await response.json());
        if (!read.success) return { because: 'its answer cannot be read' };
        turns.push(...read.data.oncalls.map((entry) => turn(entry, question)));
        more = read.data.more;
        if (more && read.data.oncalls.length === 0) return { because: 'its answer cannot be read' };
        if (turns.length > mostEntries) return { because: 'it has too many entries' };
      }
      return { turns };
    } catch (error) {
      return { because: late.aborted ? `no answer within ${patience / 1_000} s` : failure(error) };
    }
  };
}

type Question = Parameters<OnCalls>[0];

function address(base: string, { schedules, from, until }: Question, offset: number): string {
  const query = new URLSearchParams([
    ...schedules.map((id): [string, string] => ['schedule_ids[]', id]),
    ['since', from],
    ['until', until],
    ['include[]', 'users'],
    ['limit', String(pageSize)],
    ['offset', String(offset)],
  ]);
  return `${base.replace(/\/+$/, '')}/oncalls?${query}`;
}

function turn({ user, schedule, start, end }: z.output<typeof page>['oncalls'][number], at: Question): Turn {
  const name = user.name ?? user.summary ?? user.email ?? '';
  return {
    schedule: schedule?.id ?? '',
    from: start ?? at.from,
    until: end ?? at.until,
    name: name.replace(/\s+/g, ' ').trim().slice(0, 100) || 'somebody without a name',
    ...(user.email ? { email: user.email } : {}),
  };
}

/** Without the words of fetch, which may repeat the token. */
function failure(error: unknown): string {
  if (error instanceof SyntaxError) return 'its answer cannot be read';
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
  const refusal = refusalIn(error);
  if (refusal) return refusal;
  return typeof code === 'string' ? code : 'no answer';
}
