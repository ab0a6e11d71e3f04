import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import type { Ending } from '../../../workflows/contract/timeline.ts';
import { madeRecord } from './record.ts';

const second = 1_000;

/** What differs between the incidents of a report; times in seconds after the opening. */
export interface Case
  extends Partial<Pick<IncidentRecord, 'system' | 'severity' | 'runbook' | 'mode' | 'phase'>> {
  openedAt?: string;
  acknowledged?: number;
  ended?: number;
  as?: Ending;
  /** Without it, a record from before targets were kept. */
  targets?: { response: number; resolution?: number };
}

/** A record with nothing in it but what is measured. */
export function measuredRecord({ openedAt = '2026-11-20T10:00:00.000Z', ...given }: Case): IncidentRecord {
  const { acknowledged, ended = 600, as = 'fixed', targets, phase = 'resolved', ...named } = given;
  const { timeline: _timeline, acknowledgedAt: _at, ...made } = madeRecord();
  const at = (seconds: number) => new Date(Date.parse(openedAt) + seconds * second).toISOString();
  const by = { kind: 'mayday' } as const;
  return {
    ...made,
    ...named,
    openedAt,
    phase,
    ...(acknowledged === undefined ? {} : { acknowledgedAt: at(acknowledged) }),
    endedAt: at(ended),
    targets: targets && {
      response: at(targets.response),
      resolution: targets.resolution === undefined ? undefined : at(targets.resolution),
    },
    timeline: [
      { id: 'people', at: at(60), fact: { kind: 'nothing left', because: 'nothing helps' } },
      ...(phase === 'resolved'
        ? [{ id: 'end', at: at(ended), fact: { kind: 'resolved', by, as, because: 'it is over' } as const }]
        : []),
    ],
  };
}
