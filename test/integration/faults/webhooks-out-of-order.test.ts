import assert from 'node:assert/strict';
import { alertsSignal } from '../../../workflows/contract/messages.ts';
import { shopAlert } from '../../harness/stage.ts';
import { story } from '../../harness/story.ts';

const door = 'alertmanager';
const [first, second] = ['2026-01-01T03:12:00.000Z', '2026-01-01T03:20:00.000Z'];

story(
  'webhooks doubled and out of order: each episode counts once, and is over once its end was heard',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const hear = (status: 'firing' | 'resolved', startsAt: string) =>
      incident.handle.signal(alertsSignal, { door, alerts: [shopAlert(status, startsAt)] });
    const firing = async () => (await incident.view()).firing.length;

    // The end of an episode before its beginning, both twice.
    for (const status of ['resolved', 'resolved', 'firing', 'firing'] as const) await hear(status, second);
    assert.equal(await firing(), 0);
    // The beginning of the one before comes again, and its end last.
    for (const status of ['firing', 'resolved', 'resolved', 'firing'] as const) await hear(status, first);
    assert.equal(await firing(), 0);

    const heard = (await incident.facts('alerts')).map((fact) => [fact.firing.length, fact.resolved.length]);
    // The alert that opened it, and the two ends.
    assert.deepEqual(heard, [
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    const { pending } = await incident.view();
    assert.equal(pending?.id, 1);
  },
);
