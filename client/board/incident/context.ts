import { access } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyRequest } from 'fastify';
import { recordFile } from '../../../archive/records.ts';
import { csrfField } from '../page.ts';
import type { BoardParts } from '../parts.ts';
import type { Reading } from '../reader.ts';
import { mayRead, nameAt } from '../rights.ts';
import { type SessionData, visitorOf } from '../visitor.ts';

/** What the sections of an incident's page are made of. */
export interface Context {
  parts: BoardParts;
  reading: Reading;
  visitor: SessionData;
  /** The visitor's name in the file of the incident's system; undefined = may only read. */
  name?: string;
  /** HTML of the field that every form of the session carries. */
  csrf: string;
  request: FastifyRequest;
  /** It has ended, and the archive has its record. */
  archived?: boolean;
  /** What was typed into a form that was not taken. */
  draft?: Draft;
}

/** A form as it was sent, by its verb. */
export interface Draft {
  verb: string;
  fields: Readonly<Record<string, string>>;
}

/** What a request for an incident's page, or a form of it, is about. @throws CommandFailure, Forbidden, Temporal's error */
export async function contextOf(
  parts: BoardParts,
  request: FastifyRequest<{ Params: { incident: string } }>,
  draft?: Draft,
): Promise<Context> {
  const visitor = visitorOf(request, parts.clock()) as SessionData;
  const reading = await parts.reader.incident(request.params.incident);
  const { listed } = reading;
  if (!mayRead(parts, visitor, listed)) throw new Forbidden(listed);
  return {
    parts,
    request,
    reading,
    visitor,
    name: nameAt(parts, visitor, listed.system),
    csrf: csrfField(request),
    archived: await isArchived(parts, reading),
    draft,
  };
}

/** Somebody may not read it; the answer is 403, and the message a sentence. */
class Forbidden extends Error {
  readonly statusCode = 403;

  constructor({ incident, system }: Reading['listed']) {
    super(`${incident} is restricted: only people whom the file of ${system} names may read it.`);
  }
}

async function isArchived({ settings }: BoardParts, { listed, followed }: Reading): Promise<boolean> {
  if (listed.open && !followed?.view.endedAt) return false;
  const folder = `${listed.incident}-${listed.keyId.slice(0, 8)}`;
  return await access(path.join(settings.archiveDir, folder, recordFile)).then(
    () => true,
    () => false,
  );
}

/** Where an incident is on the board. */
export function incidentPath({ listed }: Reading): string {
  return `/board/incidents/${encodeURIComponent(listed.incident)}`;
}

/** Where the archive's record of it is on the board. */
export function closedPath({ listed }: Reading): string {
  return `/board/closed/${encodeURIComponent(listed.incident)}`;
}
