import type { AssignFollowUpMessage, DoneMessage, DropMessage } from '../contract/follow-ups.ts';
import { type Read, readAssign, readMessage, text } from '../incident/guards.ts';

export function readDone(value: unknown): Read<DoneMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const item = itemNumber(value);
  return item === undefined
    ? { refused: 'give the number of the item, e.g. "item": 1' }
    : { message: { ...read.message, item } };
}

export function readDrop(value: unknown): Read<DropMessage> {
  const read = readDone(value);
  if (read.refused !== undefined) return read;
  const reason = text((value as Record<string, unknown>).reason);
  return reason ? { message: { ...read.message, reason } } : { refused: 'give the "reason"' };
}

export function readAssignFollowUp(value: unknown): Read<AssignFollowUpMessage> {
  const read = readAssign(value);
  if (read.refused !== undefined) return read;
  if ((value as Record<string, unknown>).item === undefined) return read;
  const item = itemNumber(value);
  return item === undefined
    ? { refused: '"item" takes the number of an item; leave it out for all that are open' }
    : { message: { ...read.message, item } };
}

function itemNumber(value: unknown): number | undefined {
  const { item } = value as Record<string, unknown>;
  return typeof item === 'number' && Number.isSafeInteger(item) && item > 0 ? item : undefined;
}
