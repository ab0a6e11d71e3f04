import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ApplicationFailure } from '@temporalio/common';
import type { HostTarget } from '../../workflows/contract/disks.ts';
import { failureOf, notPermitted } from './failures.ts';
import { at, type Machine } from './machine.ts';

const patience = 8_000;

/** What a container engine answered. */
export interface Answer {
  status: number;
  body: unknown;
}

/**
 * Asks the Docker or Podman of a host over its socket, in the words of the Docker Engine API.
 * @throws ApplicationFailure `TargetUnreachable`, `NotAuthorised`, or `TargetNotFound` where there is none
 */
export async function askEngine(
  machine: Machine,
  { id, containers: socket }: HostTarget,
  path: string,
  method: 'GET' | 'DELETE' = 'GET',
): Promise<Answer> {
  if (socket === undefined) {
    const says = `The catalogue names no container engine on ${id}: write the path of its socket under targets.${id}.containers.`;
    throw failureOf({ trouble: 'missing', says });
  }
  try {
    const response = await send(at(machine, socket), path, method);
    return { status: response.statusCode ?? 0, body: parsed(await text(response)) };
  } catch (error) {
    throw notReached(error as NodeJS.ErrnoException, socket);
  }
}

/** The failure for an answer that is none of those that were expected. */
export function unexpected({ status, body }: Answer, { containers: socket }: HostTarget): ApplicationFailure {
  const { message } = (body ?? {}) as { message?: unknown };
  const why = typeof message === 'string' ? `: ${message.replace(/\s+/g, ' ').slice(0, 300)}` : '';
  const trouble = status >= 500 ? 'unreachable' : 'refused';
  return failureOf({ trouble, says: `The container engine at ${socket} answered ${status}${why}.` });
}

function send(socketPath: string, path: string, method: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(patience);
    const headers = { host: 'localhost', 'user-agent': 'mayday' };
    request({ socketPath, path, method, headers, signal, agent: false }, resolve).once('error', reject).end();
  });
}

function notReached(error: NodeJS.ErrnoException, socket: string): ApplicationFailure {
  switch (error.code) {
    case 'ENOENT':
      return failureOf({
        trouble: 'missing',
        says: `There is no container engine at ${socket}: start it (systemctl enable --now podman.socket, or docker.socket), or write where its socket is.`,
      });
    case 'EACCES':
    case 'EPERM':
      return failureOf({ trouble: 'not permitted', says: notPermitted(socket, 'asked') });
    case 'ECONNREFUSED':
      return failureOf({
        trouble: 'unreachable',
        says: `The container engine at ${socket} is down: nothing listens there.`,
      });
    case 'ABORT_ERR':
      return failureOf({
        trouble: 'unreachable',
        says: `The container engine at ${socket} did not answer within ${patience / 1_000} s.`,
      });
    default:
      return failureOf({
        trouble: 'unreachable',
        says: `The container engine at ${socket} cannot be asked (${error.code ?? error.message}).`,
      });
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
