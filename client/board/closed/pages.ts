import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readRecord, recordFile } from '../../../archive/records.ts';
import { failure } from '../../failure.ts';
import { sendPage } from '../page.ts';
import type { Pages } from '../parts.ts';
import { type SessionData, visitorOf } from '../visitor.ts';
import { wantedOf } from './asked.ts';
import { listPage } from './list-page.ts';
import { oneClosed } from './one.ts';
import { readable } from './readable.ts';
import { recordPage } from './record-page.ts';

type To = { Params: { incident: string } };

/** Closed incidents, from the archive. */
export const closedPages: Pages = (app, parts) => {
  const { archiveDir } = parts.settings;

  app.get('/board/closed', async (request, reply) => {
    const visitor = visitorOf(request, parts.clock()) as SessionData;
    const { closed, problems } = await parts.shelf.look();
    const page = listPage(readable(parts, visitor, closed), wantedOf(request.query), problems);
    return sendPage(request, reply, page);
  });

  app.get<To>('/board/closed/:incident', async (request, reply) => {
    const closed = await oneClosed(parts, request, reply);
    if (!closed) return reply;
    const visitor = visitorOf(request, parts.clock()) as SessionData;
    let problem = '';
    const record = await readRecord(archiveDir, closed.folder, (says) => {
      problem = says;
    });
    if (!record) throw failure(`${closed.incident} cannot be shown any more: ${problem}.`);
    return sendPage(request, reply, recordPage({ parts, request, visitor }, closed, record));
  });

  app.get<To>('/board/closed/:incident/record.json', async (request, reply) => {
    const closed = await oneClosed(parts, request, reply);
    if (!closed) return reply;
    const record = await readFile(path.join(archiveDir, closed.folder, recordFile));
    const name = closed.folder.replaceAll(/[^A-Za-z0-9-]/g, '_');
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${name}.json"`)
      .type('application/json; charset=utf-8')
      .send(record);
  });
};
