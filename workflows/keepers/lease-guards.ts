import type { Holder, LeaseRequest, Release } from '../contract/lease.ts';

/** Anything may come in a message; undefined for what asks for no lease. */
export function readRequest(value: unknown): LeaseRequest | undefined {
  const { holder, perHour, lasts } = members(value);
  const { keyId, incident, workflowId, firstRunId, plan, what } = members(holder);
  const texts = [keyId, incident, workflowId, firstRunId, what];
  if (!texts.every((each) => typeof each === 'string' && each !== '') || !isCount(plan)) return undefined;
  if (perHour !== undefined && !isCount(perHour)) return undefined;
  if (lasts !== undefined && !isCount(lasts)) return undefined;
  const asks = { keyId, incident, workflowId, firstRunId, plan, what } as Holder;
  return {
    holder: asks,
    ...(perHour === undefined ? {} : { perHour }),
    ...(lasts === undefined ? {} : { lasts }),
  };
}

/** Undefined for what gives nothing back. */
export function readRelease(value: unknown): Release | undefined {
  const { keyId, token, acted } = members(value);
  if (typeof keyId !== 'string' || (token !== undefined && !isCount(token))) return undefined;
  return { keyId, ...(token === undefined ? {} : { token }), acted: acted === true };
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}
