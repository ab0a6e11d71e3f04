import type { FastifyRequest } from 'fastify';
import { measureCourses } from '../../../archive/measures.ts';
import { reportCsv } from '../../../archive/measures-csv.ts';
import { readable } from '../closed/readable.ts';
import { sendPage } from '../page.ts';
import type { Pages } from '../parts.ts';
import { type SessionData, visitorOf } from '../visitor.ts';
import { measuresPage } from './page.ts';
import { type Measured, measuredAmong, measuredOf } from './period.ts';

/** How incidents went, in numbers and pictures, and as CSV. */
export const measuresPages: Pages = (app, parts) => {
  const look = async (request: FastifyRequest) => {
    const visitor = visitorOf(request, parts.clock()) as SessionData;
    const { closed, problems } = await parts.shelf.look();
    return { closed: readable(parts, visitor, closed), problems };
  };

  app.get('/board/measures', async (request, reply) => {
    const { closed, problems } = await look(request);
    const measured = measuredOf(request.query, parts.clock());
    return sendPage(request, reply, measuresPage(closed, measured, problems));
  });

  app.get('/board/measures.csv', async (request, reply) => {
    const { closed } = await look(request);
    const measured = measuredOf(request.query, parts.clock());
    const report = measureCourses(measuredAmong(closed, measured).map(({ course }) => course));
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${nameOf(measured)}"`)
      .type('text/csv; charset=utf-8; header=present')
      .send(`${reportCsv(report)}\r\n`);
  });
};

/** `mayday-measures-2026-10-23-to-2026-11-22.csv` */
function nameOf({ from, to }: Measured): string {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const since = from === undefined ? '' : `${day(from)}-`;
  return `mayday-measures-${since}to-${day(to - 1)}.csv`;
}
