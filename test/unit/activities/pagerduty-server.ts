import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export const token = 'y-canary-token-0123456';

/** As `GET /oncalls` of PagerDuty's REST API has it. */
export interface Entry {
  user: { summary: string; name?: string; email?: string };
  schedule: { id: string } | null;
  start: string | null;
  end: string | null;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** PagerDuty as far as its documents say what `GET /oncalls` takes; users are whole only where they are included. */
function documented(entries: readonly Entry[]): Answer {
  return (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://localhost');
    if (request.headers.authorization !== `Token token=${token}`) return void response.writeHead(401).end();
    if (request.headers.accept !== 'application/vnd.pagerduty+json;version=2') {
      return void response.writeHead(406).end();
    }
    if (request.method !== 'GET' || pathname !== '/oncalls') return void response.writeHead(404).end();
    const [since, until] = ['since', 'until'].map((name) => Date.parse(query.get(name) ?? ''));
    const [limit, offset] = [Number(query.get('limit') ?? 25), Number(query.get('offset') ?? 0)];
    if (!(since && until && since < until) || !(limit > 0 && limit <= 100) || !(offset >= 0)) {
      return void response.writeHead(400).end();
    }
    const schedules = query.getAll('schedule_ids[]');
    const found = entries.filter(
      ({ schedule, start, end }) =>
        (schedules.length === 0 || (schedule && schedules.includes(schedule.id))) &&
        (start === null || Date.parse(start) < until) &&
        (end === null || Date.parse(end) > since),
    );
    const whole = query.getAll('include[]').includes('users');
    const oncalls = found
      .slice(offset, offset + limit)
      .map((entry) => (whole ? entry : { ...entry, user: { summary: entry.user.summary } }));
    const more = offset + limit < found.length;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ oncalls, limit, offset, more, total: null }));
  };
}

/** A PagerDuty with these entries, or one that answers otherwise, and the queries it got; it ends with the test. */
export async function pagerDuty(context: TestContext, answers: readonly Entry[] | Answer) {
  const asked: URLSearchParams[] = [];
  const answer = typeof answers === 'function' ? answers : documented(answers);
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://localhost').searchParams);
    answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const end = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  context.after(end);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    end,
  };
}
