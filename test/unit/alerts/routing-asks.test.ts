import assert from 'node:assert/strict';
import { test } from 'node:test';
import { route } from '../../../client/alerts/routing.ts';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';

test('a message asks for the file of a system once, however many alerts it has', () => {
  const catalogue = openCatalogue(new URL('../../../systems', import.meta.url).pathname);
  const asked: string[] = [];
  const counting: Catalogue = {
    ...catalogue,
    file(system) {
      asked.push(system);
      return catalogue.file(system);
    },
  };
  const alerts = Array.from({ length: 50 }, (_, i) => ({
    fingerprint: `${i}`,
    status: 'firing' as const,
    name: 'Slow',
    summary: '',
    labels: { alertname: 'Slow', instance: `${i}` },
    annotations: {},
    startsAt: '2026-11-22T18:00:00Z',
  }));
  const { deliveries } = route({ groupKey: 'g', alerts, truncated: 0 }, counting);
  assert.equal(deliveries.flatMap((each) => each.alerts).length, 50);
  assert.deepEqual(asked, [deliveries[0]?.system]);
});
